"""Database access for a command."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.maintenance.adoption_record import require_choice
from rxchat.db.stores import store_of
from rxchat.domain.errors import StartupFailed


@asynccontextmanager
async def open_database(settings: Settings, *, may_create: bool = False) -> AsyncGenerator[Database]:
    """The database, migrated and opened, whether or not rxchat is running. Raises StartupFailed without a data directory."""
    if not may_create and not settings.data_dir.is_dir() and settings.database_url is None:
        raise StartupFailed(
            f"There is no data directory {settings.data_dir}.", hint="Start rxchat once, or name another with --data-dir."
        )
    store = store_of(settings)
    store.prepare(lambda _: None, allow=known_user(settings))
    database = store.open()
    try:
        yield database
    finally:
        await database.aclose()


def known_user(settings: Settings) -> Callable[[Path], None] | None:
    """Refuses to upgrade an older program's file in place until it is known which of its people starts rxchat."""
    return None if settings.mode == "team" else partial(require_choice, local_user=settings.local_user)
