"""Database access for a command."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import migrate
from rxchat.domain.errors import StartupFailed


@asynccontextmanager
async def open_database(settings: Settings, *, may_create: bool = False) -> AsyncGenerator[Database]:
    """The database, migrated and opened, whether or not rxchat is running. Raises StartupFailed without a data directory."""
    if not may_create and not settings.data_dir.is_dir() and settings.database_url is None:
        raise StartupFailed(
            f"There is no data directory {settings.data_dir}.", hint="Start rxchat once, or name another with --data-dir."
        )
    migrate(settings.sqlite_path, on_step=lambda _: None)
    database = Database(settings.sqlite_path)
    try:
        yield database
    finally:
        await database.aclose()
