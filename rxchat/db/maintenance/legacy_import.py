"""Legacy import: a file of the Claude-only program becomes rxchat's database; the file itself stays unchanged."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rxchat.db.files import make_directory, reading
from rxchat.db.maintenance.adoption_record import Ask, choose_user, record_adoption
from rxchat.db.maintenance.backups import copy_database
from rxchat.db.maintenance.contents import Contents, list_contents
from rxchat.db.maintenance.inspection import (
    DatabaseSummary,
    UserSummary,
    count_ownerless,
    inspect_database,
    list_users,
    tables_in,
    text_id_tables,
)
from rxchat.db.maintenance.legacy_numbering import number_rows
from rxchat.db.maintenance.migrations import bring_up, migrate, require_numbers, require_sqlite, supported_revision
from rxchat.db.maintenance.progress import Progress
from rxchat.db.maintenance.restore import replace, require_file
from rxchat.domain.errors import StartupFailed

Who = Callable[[Sequence[UserSummary]], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """The file's contents before, and the database's after, the import. `kept` is the backup of the previous database.

    `ownerless` counts conversations without a user: the next start in local mode gives them to the only user, if there is one.
    """

    before: DatabaseSummary
    after: DatabaseSummary
    people: list[UserSummary]
    ownerless: int
    contents: Contents
    user: str | None = None
    kept: Path | None = None

    @property
    def new_tables(self) -> list[str]:
        return sorted(self.after.columns.keys() - self.before.columns.keys())

    @property
    def new_columns(self) -> dict[str, list[str]]:
        """By table, for tables that existed before."""
        added = {
            table: [column for column in self.after.columns[table] if column not in columns]
            for table, columns in self.before.columns.items()
        }
        return {table: columns for table, columns in added.items() if columns}

    @property
    def new_objects(self) -> list[tuple[str, str]]:
        return sorted(self.after.objects - self.before.objects)


def adopt(
    path: Path,
    file: Path,
    *,
    is_dry_run: bool,
    on_step: Callable[[str], None],
    user: str | None = None,
    ask: Ask | None = None,
) -> Adoption:
    """Make an upgraded copy of `file` the database at `path`. `user` or the answer of `ask` becomes the user of local mode.

    A dry run works on a temporary copy. The caller holds the lock (`locks.changing`). Raises StartupFailed.
    """
    require_sqlite()
    require_file(file)
    _refuse_empty(file)
    progress = Progress(on_step)
    who = partial(choose_user, user=user, ask=ask)
    if path.exists() and file.samefile(path):
        require_numbers(file)
        return _try_out(file, progress, who) if is_dry_run else _adopt_in_place(path, progress, on_step, who)
    _refuse_full(path, progress)
    if is_dry_run:
        return _try_out(file, progress, who)
    make_directory(path.parent)
    part = path.with_name(f".{path.name}.adopting")
    try:
        adoption = _adopt_copy(file, part, progress, who)
        kept = replace(path, part, progress)
    finally:
        part.unlink(missing_ok=True)
    return dataclasses.replace(adoption, kept=kept)


def _try_out(file: Path, progress: Progress, who: Who) -> Adoption:
    with TemporaryDirectory(prefix="rxchat-") as folder:
        return _adopt_copy(file, Path(folder) / "rxchat.db", progress, who)


def _adopt_copy(file: Path, copy: Path, progress: Progress, who: Who) -> Adoption:
    progress.begin(f"Reading {file}")
    copy_database(file, copy, progress, may_write=False)
    before = inspect_database(copy, progress)
    if before.revision is None and text_id_tables(copy):
        progress.begin("Numbering conversations and messages")
        number_rows(copy, file)
    bring_up(copy, progress, original=file)
    return _adopted(copy, before, progress, file, who)


def _adopt_in_place(path: Path, progress: Progress, on_step: Callable[[str], None], who: Who) -> Adoption:
    before = inspect_database(path, progress)
    kept = migrate(path, on_step=on_step).backup
    return dataclasses.replace(_adopted(path, before, progress, path, who), kept=kept)


def _adopted(path: Path, before: DatabaseSummary, progress: Progress, original: Path, who: Who) -> Adoption:
    people = list_users(path)
    user = who(people)
    record_adoption(path, original, user)
    after = inspect_database(path, progress)
    return Adoption(
        before=before,
        after=after,
        people=people,
        user=user,
        ownerless=count_ownerless(path),
        contents=list_contents(path),
    )


def _refuse_empty(file: Path) -> None:
    """Refuse a file without tables, and one that is neither rxchat's nor the Claude-only program's."""
    supported_revision(file, may_write=False)
    with reading(file, may_write=False) as connection:
        if not tables_in(connection):
            raise StartupFailed(f"{file} is empty: there's nothing to import.", hint="Check that it's the right file.")


def _refuse_full(path: Path, progress: Progress) -> None:
    """Refuse to replace a database that has conversations."""
    if not path.exists():
        return
    supported_revision(path)
    count = inspect_database(path, progress).rows.get("conversations", 0)
    if count:
        raise StartupFailed(
            f"The database {path} already has conversations ({count:,}), which the import would replace.",
            hint="Import into another folder with --data-dir, or move that database away first.",
        )
