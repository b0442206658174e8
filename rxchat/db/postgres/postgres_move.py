"""PostgreSQL moves: all data from a file to a server and back, all or nothing, counted on both sides."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from rxchat.db.maintenance.locks import changing
from rxchat.db.maintenance.migrations import current_revision, head_revision, migrate
from rxchat.db.postgres.postgres_copy import Copied, copy_in, copy_out, digest_of, read
from rxchat.db.postgres.postgres_migrations import census, revision_in
from rxchat.db.postgres.postgres_store import PostgresStore
from rxchat.domain.errors import StartupFailed

_EVERY: Final = 100_000


class _DryRun(Exception):
    """Undoes the transaction."""


def move_in(path: Path, store: PostgresStore, *, is_dry_run: bool, on_step: Callable[[str], None]) -> Copied:
    """Copy a file to an empty database; the file stays as it is. Raises StartupFailed."""
    if not path.exists():
        raise StartupFailed(
            f"No database yet ({path}).", hint="There is nothing to move: set RXCHAT_DATABASE_URL and start rxchat."
        )
    with changing(path, on_step), store.unserved():
        if current_revision(path) != head_revision():
            raise StartupFailed(f"The database {path} isn't at this version's revision.", hint="Run `rxchat db upgrade` first.")
        return _in(path, store, is_dry_run=is_dry_run, on_step=on_step)


def _in(path: Path, store: PostgresStore, *, is_dry_run: bool, on_step: Callable[[str], None]) -> Copied:
    copied = Copied()
    with suppress(_DryRun), store.connected() as connection:
        if revision_in(connection) is not None and any(census(connection).values()):
            raise StartupFailed(f"The {store.name} already has data.", hint="Choose an empty database.")
        store.prepare_in(connection, on_step)
        on_step(f"Copying {path} to the {store.name}")
        copied = copy_in(path, connection, _counter(on_step))
        _compare(copied, connection)
        if is_dry_run:
            raise _DryRun
    return copied


def move_out(store: PostgresStore, path: Path, *, is_dry_run: bool, on_step: Callable[[str], None]) -> Copied:
    """Copy a database that isn't in use to a new file; the database stays as it is. Raises StartupFailed."""
    with store.unserved():
        return back_up(store, path, is_dry_run=is_dry_run, on_step=on_step)


def back_up(store: PostgresStore, path: Path, *, on_step: Callable[[str], None], is_dry_run: bool = False) -> Copied:
    """The same with a database that may be in use, as it is at this moment. Raises StartupFailed."""
    if path.exists():
        raise StartupFailed(f"{path} already exists.", hint="Choose a new file name.")
    if not path.parent.is_dir():
        raise StartupFailed(f"There is no folder {path.parent}.", hint="Choose a file in another folder.")
    if not store.is_current():
        raise StartupFailed(f"The {store.name} isn't at this version's revision.", hint="Start rxchat once.")
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        file = Path(folder) / path.name
        migrate(file, on_step=on_step)
        on_step(f"Copying the {store.name} to {path}")
        with store.snapshot() as connection:
            copied = copy_out(connection, file, _counter(on_step))
            _compare(copied, connection)
        if not is_dry_run:
            file.replace(path)
    return copied


def _compare(copied: Copied, connection: Connection) -> None:
    """Raise StartupFailed unless both sides have the same rows and texts."""
    if copied.rows != census(connection) or copied.digest != digest_of(read(connection, "messages", ("id", "content"))):
        raise StartupFailed(
            "The copy differs from the original, so it wasn't kept.", hint="Nothing was changed. Please report this."
        )


def _counter(on_step: Callable[[str], None]) -> Callable[[int], None]:
    done = 0

    def count(rows: int) -> None:
        nonlocal done
        before, done = done, done + rows
        if done // _EVERY > before // _EVERY:
            on_step(f"  {done:,} rows")

    return count
