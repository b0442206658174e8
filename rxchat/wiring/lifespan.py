"""Lifespan: the services of this process, opened once and closed in the opposite order."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.providers.key_check_repository import KeyCheckRepository
from rxchat.db.stores import store_of
from rxchat.domain.errors import StartupFailed
from rxchat.domain.workers import Worker
from rxchat.services.master_key_check import checked_key
from rxchat.wiring.bus import open_bus, pass_on
from rxchat.wiring.container import Services, build
from rxchat.wiring.workers import join_roll, listen_to_others, open_workers, this_process

_services: Services | None = None


def services() -> Services:
    """The running program's services."""
    if _services is None:
        raise StartupFailed("rxchat's services are not running.", hint="Start the program with `rxchat run`.")
    return _services


@asynccontextmanager
async def serving(
    settings: Settings,
    *,
    page: Path | None = None,
    is_auth_disabled: bool = False,
    database: Database | None = None,
    worker: Worker | None = None,
    is_alone: bool = True,
) -> AsyncGenerator[Services]:
    """Build everything over a migrated database, and take it down in the opposite order. Raises StartupFailed.

    `page` is the folder of the built page; `is_auth_disabled` lets in everybody on this computer. A `database` that is already
    open is left open. With PostgreSQL this process is a `worker`; `is_alone` says that no other process can be serving. Where the
    worker is named, those that are gone are known to be.
    """
    global _services
    async with AsyncExitStack() as stack:
        database = database or await stack.enter_async_context(aclosing(store_of(settings).open()))
        key = await checked_key(settings, KeyCheckRepository(database))
        workers = open_workers(stack, database)
        built = await build(stack, settings, database, key, page=page, is_auth_disabled=is_auth_disabled)
        if workers is not None:
            roll = await join_roll(
                stack, workers, built.chat.generations, worker or this_process(), is_alone=is_alone and worker is None
            )
            built = replace(built, roll=roll)
            if built.chat.elsewhere is not None:
                relay = await listen_to_others(stack, database, built.chat.elsewhere, built.events, roll)
                bus = await open_bus(stack, settings, database, key)
                if bus is not None:
                    chat, look_now = built.chat, built.providers.look_now
                    pass_on(stack, bus, chat.generations, built.chat.elsewhere, relay, built.events, look_now.set)
                    built = replace(built, bus_state=lambda: bus.state)
        await _recover(built, is_alone=is_alone)
        _services = built
        try:
            yield built
        finally:
            _services = None


async def _recover(built: Services, *, is_alone: bool) -> None:
    """Clear up what an earlier process left behind, and no other one may be writing."""
    await built.chat.generations.recover()
    leftovers = [built.chat.attachments.tidy()]
    living = {worker.id for worker in await built.roll.living()} if built.roll is not None else set[str]()
    if is_alone or len(living) == 1:
        built.transfer.uploads.clear()
        leftovers += [built.transfer.imports.recover(), built.sharing.shares.recover()]
    if built.roll is not None:
        built.transfer.uploads.share(built.roll.me.id, living)
    await asyncio.gather(*leftovers)
    built.models.catalog.models()  # the vendors are asked now, so that the first page has their own lists
