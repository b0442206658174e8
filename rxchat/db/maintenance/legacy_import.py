"""Legacy import: a file of the Claude-only program becomes rxchat's database; the file itself stays unchanged."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rxchat.db.files import make_directory
from rxchat.db.maintenance.adoption_record import (
    AdoptionRecord,
    Ask,
    choose_user,
    digest_of,
    name_of,
    read_record,
    record_adoption,
    record_choice,
)
from rxchat.db.maintenance.backups import copy_database
from rxchat.db.maintenance.contents import Contents, list_contents
from rxchat.db.maintenance.inspection import (
    DatabaseSummary,
    UserSummary,
    count_ownerless,
    inspect_database,
    list_users,
    needs_numbers,
)
from rxchat.db.maintenance.legacy_files import require_adoptable
from rxchat.db.maintenance.legacy_numbering import number_rows
from rxchat.db.maintenance.migrations import (
    bring_up,
    current_revision,
    head_revision,
    migrate,
    require_numbers,
    require_sqlite,
    supported_revision,
)
from rxchat.db.maintenance.progress import Progress
from rxchat.db.maintenance.restore import replace
from rxchat.domain.counts import counted
from rxchat.domain.errors import StartupFailed

Who = Callable[[Sequence[UserSummary]], UserSummary | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """The file's contents before, and the database's after, the import. `kept` is the backup of the previous database.

    `ownerless` counts conversations without a user: the next start in local mode gives them to the only user, if there is one.
    `left_out` names what depended on text ids and didn't come along. `earlier` is set if the file was imported before: then
    `before` is the database too.
    """

    before: DatabaseSummary
    after: DatabaseSummary
    people: list[UserSummary]
    ownerless: int
    contents: Contents
    user: str | None = None
    left_out: list[str] = field(default_factory=list)
    kept: Path | None = None
    earlier: AdoptionRecord | None = None

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
    must_choose: bool = False,
) -> Adoption:
    """Make an upgraded copy of `file` the database at `path`. `user` or the answer of `ask` becomes the user of local mode.

    With `must_choose` one of several people has to be. A file that was imported before changes nothing. A dry run works on a
    temporary copy. The caller holds the lock (`locks.changing`). Raises StartupFailed.
    """
    require_sqlite()
    require_adoptable(file)
    progress = Progress(on_step)
    who = partial(choose_user, user=user, ask=None if is_dry_run else ask, is_needed=must_choose and not is_dry_run)
    is_itself = path.exists() and file.samefile(path)
    if _is_upgraded(path) if is_itself else _has_conversations(path, progress):
        return _adopt_again(path, file, progress, user, is_dry_run=is_dry_run)
    if is_itself:
        require_numbers(file)
    chosen = who(list_users(file, may_write=False))
    if is_dry_run:
        with TemporaryDirectory(prefix="rxchat-") as folder:
            return _adopt_copy(file, Path(folder) / "rxchat.db", progress, chosen)
    if is_itself:
        return _adopt_in_place(path, progress, on_step, chosen)
    make_directory(path.parent)
    part = path.with_name(f".{path.name}.adopting")
    try:
        adoption = _adopt_copy(file, part, progress, chosen)
        kept = replace(path, part, progress)
    finally:
        part.unlink(missing_ok=True)
    return dataclasses.replace(adoption, kept=kept)


def _adopt_copy(file: Path, copy: Path, progress: Progress, user: UserSummary | None) -> Adoption:
    progress.begin(f"Reading {file}")
    copy_database(file, copy, progress, may_write=False)
    digest = digest_of(copy)
    before = inspect_database(copy, progress)
    left_out = list[str]()
    if before.revision is None and needs_numbers(copy):
        progress.begin("Numbering conversations and messages")
        left_out = number_rows(copy, file)
    bring_up(copy, progress, original=file)
    record_adoption(copy, file, digest, user)
    return dataclasses.replace(_adopted(copy, before, progress, user), left_out=left_out)


def _adopt_in_place(path: Path, progress: Progress, on_step: Callable[[str], None], user: UserSummary | None) -> Adoption:
    before = inspect_database(path, progress)
    kept = migrate(path, on_step=on_step).backup
    record_adoption(path, path, None, user)
    return dataclasses.replace(_adopted(path, before, progress, user), kept=kept)


def _adopted(path: Path, before: DatabaseSummary, progress: Progress, user: UserSummary | None) -> Adoption:
    return Adoption(
        before=before,
        after=inspect_database(path, progress),
        people=list_users(path),
        user=None if user is None else name_of(user),
        ownerless=count_ownerless(path),
        contents=list_contents(path),
    )


def _has_conversations(path: Path, progress: Progress) -> bool:
    if not path.exists():
        return False
    supported_revision(path)
    return bool(inspect_database(path, progress).rows.get("conversations", 0))


def _is_upgraded(path: Path) -> bool:
    return read_record(path) is not None and current_revision(path) == head_revision()


def _adopt_again(path: Path, file: Path, progress: Progress, user: str | None, *, is_dry_run: bool) -> Adoption:
    """Say what is there if it came from this file as it is now; `user` may be another one than then."""
    record = read_record(path)
    if record is None or not _is_same(path, file, record, progress):
        raise _is_full(path, file, record, inspect_database(path, progress).rows["conversations"])
    chosen = choose_user(list_users(path), user, None)
    if chosen is not None and not is_dry_run:
        record_choice(path, chosen)
    summary = inspect_database(path, progress)
    return dataclasses.replace(
        _adopted(path, summary, progress, chosen), user=name_of(chosen) if chosen else record.user, earlier=record
    )


def _is_same(path: Path, file: Path, record: AdoptionRecord, progress: Progress) -> bool:
    """Whether the database was adopted from the file with what is in it now; a missing digest counts as the same file's."""
    if record.digest is None:
        return file.samefile(path) or str(file) == record.path
    progress.begin(f"Comparing {file} with what was imported", is_brief=True)
    with TemporaryDirectory(prefix="rxchat-") as folder:
        copy = Path(folder) / "copy.db"
        copy_database(file, copy, progress, may_write=False)
        return digest_of(copy) == record.digest


def _is_full(path: Path, file: Path, record: AdoptionRecord | None, count: int) -> StartupFailed:
    if record is not None and str(file) == record.path:
        return StartupFailed(
            f"{file} has changed since it was imported into {path} on {record.adopted_at[:10]}, and importing it again would"
            f" replace the {counted(count, 'conversation')} there.",
            hint="To keep both, import it with another --data-dir, export from there and import that file in Settings > Data.",
        )
    return StartupFailed(
        f"The database {path} already has {counted(count, 'conversation')}, which the import would replace.",
        hint="Import into another folder with --data-dir, or move that database away first.",
    )
