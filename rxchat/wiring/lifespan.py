"""Lifespan: the services of this process, opened once and closed in the opposite order."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.maintenance.locks import ServingLock, alone
from rxchat.db.maintenance.migrations import migrate
from rxchat.db.providers.key_check_repository import KeyCheckRepository
from rxchat.domain.errors import StartupFailed
from rxchat.services.auth.origins import policy_of
from rxchat.services.master_key_check import checked_key
from rxchat.wiring.container import Services, build


@dataclass(frozen=True)
class _Prepared:
    settings: Settings
    page: Path
    is_auth_disabled: bool
    lock: ServingLock  # held for as long as the process lives


_say = partial(print, flush=True)  # the launcher's own progress
_prepared: _Prepared | None = None
_services: Services | None = None


def prepare(settings: Settings, *, page: Path, is_auth_disabled: bool = False) -> None:
    """Make the ground safe before anything listens: one server per database, at the newest revision. Raises StartupFailed.

    Who upgrades or replaces the database meanwhile is waited for; who serves it is not.

    `page` is the folder the built page will be in; `is_auth_disabled` leaves the door open to everybody on this computer.
    """
    global _prepared
    policy_of(settings, is_auth_disabled=is_auth_disabled)
    lock = ServingLock(settings.sqlite_path)
    with alone(settings.sqlite_path, _say):
        lock.acquire()
        migrate(settings.sqlite_path, on_step=_say)
    _prepared = _Prepared(settings, page, is_auth_disabled, lock)


def services() -> Services:
    """The running program's services."""
    if _services is None:
        raise StartupFailed("rxchat's services are not running.", hint="Start the program with `rxchat run`.")
    return _services


@asynccontextmanager
async def running() -> AsyncGenerator[Services]:
    """The services of this process, from the first request to the last: the app's lifespan."""
    if _prepared is None:
        raise StartupFailed("The program was not prepared.", hint="Start it with `rxchat run`.")
    async with serving(_prepared.settings, page=_prepared.page, is_auth_disabled=_prepared.is_auth_disabled) as built:
        yield built


@asynccontextmanager
async def serving(
    settings: Settings, *, page: Path | None = None, is_auth_disabled: bool = False, database: Database | None = None
) -> AsyncGenerator[Services]:
    """Build everything over a migrated database, and take it down in the opposite order. Raises StartupFailed.

    A `database` that is already open is left open.
    """
    global _services
    async with AsyncExitStack() as stack:
        database = database or await stack.enter_async_context(aclosing(Database(settings.sqlite_path)))
        key = await checked_key(settings, KeyCheckRepository(database))
        built = await build(stack, settings, database, key, page=page, is_auth_disabled=is_auth_disabled)
        await _recover(built)
        _services = built
        try:
            yield built
        finally:
            _services = None


async def _recover(built: Services) -> None:
    """Clear up what an earlier process left behind."""
    await built.chat.generations.recover()
    built.transfer.uploads.clear()
    await asyncio.gather(built.chat.attachments.tidy(), built.transfer.imports.recover())
    built.models.catalog.models()  # the vendors are asked now, so that the first page has their own lists


async def shutdown() -> None:
    """Save and end every answer, so that open streams do not hold the server up."""
    if _services is not None:
        await _services.chat.aclose()
