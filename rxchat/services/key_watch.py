"""Notices what `rxchat keys` changes on the console while the program runs."""

import asyncio
import logging
from typing import Final

from rxchat.services.provider_settings import ProviderSettings

LOOK_SECONDS: Final = 2.0

log = logging.getLogger(__name__)


async def watch_keys(settings: ProviderSettings, seconds: float = LOOK_SECONDS) -> None:
    """Look at what is stored, one query at a time, until it is cancelled. SQLite tells nobody of another process's writes."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await settings.catch_up()
        except Exception:
            log.exception("The stored keys could not be looked at.")
