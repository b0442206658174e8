"""Migrations: the database's revision, upgrades and downgrades."""

import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from rxchat.db.files import beside, make_private_file, next_step, reading, require_own_journals
from rxchat.db.maintenance import new_database
from rxchat.db.maintenance.backups import back_up, backups_directory, list_backups
from rxchat.db.maintenance.inspection import (
    VERSION_TABLE,
    is_foreign,
    needs_numbers,
    original_of,
    revision_in,
    tables_in,
)
from rxchat.db.maintenance.locks import alone
from rxchat.db.maintenance.progress import Progress
from rxchat.domain.errors import StartupFailed

OLDEST_SQLITE: Final = (3, 35, 0)  # RETURNING, DROP COLUMN


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionChange:
    """`before` is None for an empty file; `backup` is None if there was nothing to copy or to do."""

    before: str | None
    after: str
    backup: Path | None = None


def script_directory() -> Path:
    """The folder of the migrations: inside an installed package, or beside it in the repository."""
    package = Path(__file__).parents[2]
    for directory in (package / "_alembic", package.parent / "alembic"):
        if (directory / "env.py").is_file():
            return directory
    raise StartupFailed("The database migrations are missing.", hint="Reinstall rxchat.")


def known_revisions() -> list[str]:
    """All revisions, oldest first. The history is linear and file names start with the revision, so none is read."""
    return sorted(file.name.partition("_")[0] for file in (script_directory() / "versions").glob("[0-9]*_*.py"))


def head_revision() -> str:
    return known_revisions()[-1]


def current_revision(path: Path) -> str | None:
    """The revision of a file; None without a file or a revision in it. Raises StartupFailed."""
    if not path.exists():
        return None
    with reading(path) as connection:
        return revision_in(connection)


def migrate(path: Path, *, on_step: Callable[[str], None], allow: Callable[[Path], None] | None = None) -> RevisionChange:
    """Create or upgrade the database and announce each step that takes time. Raises StartupFailed and then has changed nothing.

    `allow` may refuse a file of the Claude-only program before it is upgraded. Of several processes at once, one does the work
    and the others wait.
    """
    require_sqlite()
    _refuse_lost(path, on_step)
    make_private_file(path)
    require_own_journals(path)
    if current_revision(path) == head_revision():
        return RevisionChange(before=head_revision(), after=head_revision())
    with alone(path, on_step):
        return _upgrade(path, Progress(on_step), allow)


def downgrade(path: Path, revision: str, *, on_step: Callable[[str], None]) -> RevisionChange:
    """Return to an earlier revision, after a backup; data that only later ones have is lost. Raises StartupFailed."""
    require_sqlite()
    if revision not in known_revisions():
        raise StartupFailed(f"There's no revision {revision}.", hint=f"Choose one of {', '.join(known_revisions())}.")
    with alone(path, on_step):
        before = supported_revision(path)
        if before is None or before < revision:
            raise StartupFailed(
                f"The database {path} is at revision {before or 'none'}, which isn't later than {revision}.",
                hint="`rxchat db upgrade` upgrades it to the latest one.",
            )
        if before == revision:
            return RevisionChange(before=before, after=revision)
        if revision == known_revisions()[0] and (original := original_of(path)):
            raise StartupFailed(
                f"This database was imported from {original}, and the Claude-only app that wrote it can't read numeric ids.",
                hint=f"Nothing was changed. Open {original} with that app: the import left it as it was.",
            )
        progress = Progress(on_step)
        copy = _copy(path, before, progress)
        progress.begin(f"Downgrading the database from {before} to {revision}")
        _change(path, revision, progress, copy=copy, is_downgrade=True)
    return RevisionChange(before=before, after=revision, backup=copy)


def lost_database(path: Path) -> StartupFailed | None:
    """The error for a file that is missing or empty although backups or a log show that it had data; else None."""
    journal, backups = beside(path)[0], list_backups(path)
    has_journal = journal.exists() and journal.stat().st_size > 0
    if (path.exists() and path.stat().st_size > 0) or not (backups or has_journal):
        return None
    state = "is empty" if path.exists() else "is missing"
    if not backups:
        hint = f"Restore a backup with `rxchat db restore FILE`. To start with an empty database, move {journal} away."
        return StartupFailed(f"The database {path} {state}, but {journal.name} next to it has data.", hint=hint)
    return StartupFailed(
        f"The database {path} {state}, but there are backups of it.",
        hint=f"Restore the latest with `rxchat db restore {backups[-1]}`. To start with an empty database, move"
        f" {backups_directory(path)} away first.",
    )


def _refuse_lost(path: Path, on_step: Callable[[str], None]) -> None:
    """Check before anything opens the file, because SQLite would delete a log without a database. Under the lock, because the
    file is missing for a moment while another process replaces it.
    """
    if lost_database(path) is not None:
        with alone(path, on_step):
            if lost := lost_database(path):
                raise lost


def supported_revision(path: Path, *, may_write: bool = True) -> str | None:
    """The file's revision; None for an empty file and for the Claude-only program's. Raises StartupFailed for any other file."""
    with reading(path, may_write=may_write) as connection:
        revision, is_stranger = revision_in(connection), is_foreign(connection)
    if is_newer(revision):
        raise StartupFailed(
            f"The database {path} is from a newer version of rxchat (revision {revision}; this version supports up to"
            f" {head_revision()}).",
            hint=f"Update rxchat, or restore a backup from {backups_directory(path)}.",
        )
    if is_stranger:
        raise StartupFailed(f"{path} isn't an rxchat database.", hint="Point RXCHAT_DATABASE_URL at another file.")
    return revision


def is_newer(revision: str | None) -> bool:
    return revision is not None and revision not in known_revisions()


def require_numbers(path: Path) -> None:
    """Raise StartupFailed for a file with ids such as texts: importing it makes a copy, and the file itself never changes."""
    if needs_numbers(path):
        raise StartupFailed(
            f"The database {path} is from a Claude-only app with ids that rxchat can't use, so it must be imported first.",
            hint=f"Leave RXCHAT_DATABASE_URL empty or name a new file there, then run `rxchat db adopt {path}`.",
        )


def bring_up(path: Path, progress: Progress, *, original: Path) -> None:
    """Upgrade a file that is a copy of `original` and needs no backup. Raises StartupFailed, which names the original."""
    revision = supported_revision(path)
    if revision != head_revision():
        progress.begin(f"Upgrading from {revision or 'the Claude-only app'} to {head_revision()}")
        _change(path, head_revision(), progress, named=original)


def require_sqlite() -> None:
    """Raise StartupFailed if Python's SQLite lacks a feature rxchat needs."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StartupFailed(f"SQLite {sqlite3.sqlite_version} is too old.", hint="rxchat needs SQLite 3.35 or newer.")
    with closing(sqlite3.connect(":memory:")) as connection:
        (has_search,) = connection.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()
    if not has_search:
        raise StartupFailed("Python's SQLite has no full-text search (FTS5).", hint="Use a Python whose SQLite has it.")


def _upgrade(path: Path, progress: Progress, allow: Callable[[Path], None] | None) -> RevisionChange:
    head = head_revision()
    revision = supported_revision(path)
    if revision == head:
        return RevisionChange(before=head, after=head)
    if revision is None:
        require_numbers(path)
        if allow is not None:
            allow(path)
    with reading(path) as connection:
        is_empty = not tables_in(connection) - {VERSION_TABLE}
    if is_empty:
        progress.begin("Creating the database")
        _create(path, progress)
        return RevisionChange(before=None, after=head)
    copy = _copy(path, revision, progress)
    progress.begin(f"Upgrading the database from {revision or 'the Claude-only app'} to {head}")
    _change(path, head, progress, copy=copy)
    return RevisionChange(before=revision, after=head, backup=copy)


def _create(path: Path, progress: Progress) -> None:
    with _in_words(path, "create"):
        new_database.create(path, script_directory())
    if current_revision(path) != head_revision():
        _change(path, head_revision(), progress)


def _copy(path: Path, revision: str | None, progress: Progress) -> Path:
    progress.begin(f"Copying the database to {backups_directory(path)}")
    return back_up(path, revision, progress)


def _change(
    path: Path,
    revision: str,
    progress: Progress,
    *,
    copy: Path | None = None,
    named: Path | None = None,
    is_downgrade: bool = False,
) -> None:
    """`copy` is the backup, if any; `named` is the file's name for the user, if it isn't `path`."""
    verb = "downgrade" if is_downgrade else "upgrade"
    with _in_words(named or path, verb, f" Backup: {copy}." if copy else ""):
        # alembic takes 160 ms to import, which a start without an upgrade avoids
        runner = import_module("rxchat.db.maintenance.alembic_runner")
        runner.change_revision(path, script_directory(), revision, progress, is_downgrade=is_downgrade)


@contextmanager
def _in_words(path: Path, verb: str, backup: str = "") -> Generator[None]:
    try:
        yield
    except Exception as exc:
        cause = getattr(exc, "orig", None) or exc
        reason = " ".join(str(cause).split()).rstrip(".")
        raise StartupFailed(
            f"Couldn't {verb} the database {path}: {reason}.", hint=f"Nothing was changed.{backup} {next_step(cause)}"
        ) from exc
