"""The database's revision, and the way to the newest one."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from rxchat.db.backups import back_up, backups_directory
from rxchat.db.files import make_private_file, reading
from rxchat.domain.errors import StartupFailed

OLDEST_SQLITE: Final = (3, 35, 0)  # RETURNING, DROP COLUMN
_VERSION_TABLE: Final = "alembic_version"
_LEGACY_TABLES: Final = ("conversations", "messages")


def script_directory() -> Path:
    """Where the migrations are: inside an installed package, or beside it in the repository."""
    package = Path(__file__).parents[1]
    for directory in (package / "_alembic", package.parent / "alembic"):
        if (directory / "env.py").is_file():
            return directory
    raise StartupFailed("The migrations of the database are missing.", hint="Install rxchat again.")


def known_revisions() -> list[str]:
    """Every revision, oldest first. They stand in one line and begin their files' names, so that none need be read."""
    return sorted(file.name.partition("_")[0] for file in (script_directory() / "versions").glob("[0-9]*_*.py"))


def head_revision() -> str:
    return known_revisions()[-1]


def current_revision(path: Path) -> str | None:
    """The revision a file stands at; None when there is no file, or nothing of rxchat in it yet. Raises StartupFailed."""
    if not path.exists():
        return None
    with reading(path) as connection:
        return _revision(connection)


def migrate(path: Path, *, on_step: Callable[[str], None]) -> None:
    """Make or upgrade the database, saying each step that takes time. Raises StartupFailed, and has then changed nothing.

    Of several processes at once one does the work and the others wait for it.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StartupFailed(f"SQLite {sqlite3.sqlite_version} is too old.", hint="rxchat needs SQLite 3.35 or newer.")
    make_private_file(path)
    if current_revision(path) == head_revision():
        return
    lock = FileLock(path.with_name(path.name + ".upgrade"), mode=0o600)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        on_step("Waiting for another rxchat that is upgrading the database")
        lock.acquire()
    try:
        _upgrade(path, on_step)
    finally:
        lock.release()


def _upgrade(path: Path, on_step: Callable[[str], None]) -> None:
    with reading(path) as connection:
        revision, tables = _revision(connection), _tables(connection) - {_VERSION_TABLE}
    if revision == head_revision():
        return
    _refuse_strangers(path, revision, tables)
    if not tables:
        on_step("Making the database")
        _run(path, "")
        return
    on_step(f"Copying the database to {backups_directory(path)}")
    copy = back_up(path, revision)
    on_step(f"Upgrading the database from {revision or 'the Claude-only program'} to {head_revision()}")
    _run(path, f" A copy from before is {copy}.")


def _run(path: Path, copy: str) -> None:
    upgrades = import_module("rxchat.db.upgrades")  # alembic takes 160 ms to import, which a start without work is spared
    try:
        upgrades.upgrade(path, script_directory())
    except Exception as exc:
        reason = " ".join(str(getattr(exc, "orig", None) or exc).split())
        raise StartupFailed(
            f"The database {path} could not be upgraded: {reason}.", hint=f"Nothing in it has changed.{copy}"
        ) from exc


def _revision(connection: sqlite3.Connection) -> str | None:
    if _VERSION_TABLE not in _tables(connection):
        return None
    with closing(connection.execute("SELECT version_num FROM alembic_version")) as found:
        row = found.fetchone()
    return None if row is None else str(row[0])


def _tables(connection: sqlite3.Connection) -> set[str]:
    with closing(connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")) as found:
        return {str(name) for (name,) in found if not str(name).startswith("sqlite_")}


def _refuse_strangers(path: Path, revision: str | None, tables: set[str]) -> None:
    if revision is not None and revision not in known_revisions():
        raise StartupFailed(
            f"The database {path} was written by a newer rxchat: it is at revision {revision}, this program knows up to"
            f" {head_revision()}.",
            hint=f"Start the newer rxchat, or put back a copy from {backups_directory(path)}.",
        )
    if revision is None and tables and tables.isdisjoint(_LEGACY_TABLES):
        raise StartupFailed(
            f"The database {path} belongs to another program: it has tables, and none for conversations or messages.",
            hint="Point RXCHAT_DATABASE_URL at another file.",
        )
