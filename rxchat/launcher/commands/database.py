"""`rxchat db ...`: maintenance of the database."""

import json
import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

from rxchat.config import Settings
from rxchat.database_urls import POSTGRES_SCHEMES, postgres_url
from rxchat.db.files import Damaged, make_directory
from rxchat.db.maintenance import migrations
from rxchat.db.maintenance.adoption_record import name_of
from rxchat.db.maintenance.backup_rotation import back_up_to
from rxchat.db.maintenance.backups import back_up, copy_database, list_backups
from rxchat.db.maintenance.inspection import UserSummary, inspect_database
from rxchat.db.maintenance.integrity import check_integrity
from rxchat.db.maintenance.legacy_import import adopt as adopt_file
from rxchat.db.maintenance.locks import ServingLock, changing
from rxchat.db.maintenance.migrations import current_revision, head_revision, known_revisions, migrate, supported_revision
from rxchat.db.maintenance.progress import Progress
from rxchat.db.maintenance.restore import restore as restore_copy
from rxchat.db.stores import postgres_store
from rxchat.domain.counts import counted
from rxchat.domain.errors import StartupFailed
from rxchat.launcher.commands import database_reports as reports
from rxchat.launcher.commands.database_reports import Report
from rxchat.launcher.commands.server_database import ServerDatabase, moved
from rxchat.launcher.console import complain, say

log = logging.getLogger(__name__)


def status(settings: Settings, *, as_json: bool = False) -> int:
    """Exit code 1 where the database is damaged."""
    if server := _server(settings):
        return _show(server.status(), as_json=as_json)
    path = settings.sqlite_path
    if not path.exists():
        return _show(reports.absent(path, head_revision()), as_json=as_json)
    head, is_served, backups = head_revision(), ServingLock(path).is_held(), list_backups(path)
    try:
        found = inspect_database(path, _progress("Counting"))
        is_newer = current_revision(path) not in (None, *known_revisions())
    except Damaged as exc:
        return _show(reports.damaged(path, exc, head=head, is_served=is_served, backups=backups), as_json=as_json)
    report = reports.status(path, found, head=head, is_newer=is_newer, is_served=is_served, backups=backups)
    return _show(report, as_json=as_json)


def upgrade(settings: Settings, *, as_json: bool = False) -> int:
    if server := _server(settings):
        return _show(server.upgrade(), as_json=as_json)
    path = settings.sqlite_path
    with changing(path, complain):
        report = reports.revision(path, migrate(path, on_step=complain))
    return _show(report, as_json=as_json)


def downgrade(settings: Settings, revision: str, *, as_json: bool = False) -> int:
    if server := _server(settings):
        server.leave_to_tools("downgrade")
    path = _existing(settings)
    with changing(path, complain):
        report = reports.revision(path, migrations.downgrade(path, revision, on_step=complain))
    return _show(report, as_json=as_json)


def backup(settings: Settings, file: Path | None, *, as_json: bool = False) -> int:
    if server := _server(settings):
        return _show(server.backup(settings.data_dir, file and file.absolute()), as_json=as_json)
    path = _existing(settings)
    revision = supported_revision(path)
    progress = _progress("Copying the database")
    if file is None:
        copy = back_up(path, revision, progress)
    else:
        copy = file.absolute()
        if copy.exists():
            raise StartupFailed(f"{copy} already exists.", hint="Choose a new file name.")
        make_directory(copy.parent, hint="Choose a file in another folder.")
        copy_database(path, copy, progress)
    return _show(reports.backup(path, copy, inspect_database(copy, progress)), as_json=as_json)


def backup_to(settings: Settings, directory: Path, *, keep: int | None, as_json: bool = False) -> int:
    """For cron: nothing but the result is printed."""
    if server := _server(settings):
        return _show(server.backup_to(directory.absolute(), keep=keep), as_json=as_json)
    path, quiet = _existing(settings), Progress(log.debug)
    made = back_up_to(path, directory.absolute(), supported_revision(path), quiet, keep=keep)
    return _show(reports.rotated(path, made, inspect_database(made.copy, quiet)), as_json=as_json)


def restore(settings: Settings, file: Path, *, as_json: bool = False) -> int:
    if server := _server(settings):
        server.leave_to_tools("restore")
    path, copy = settings.sqlite_path, file.absolute()
    with changing(path, complain):
        restored = restore_copy(path, copy, on_step=complain)
    return _show(reports.restored(path, copy, restored, head_revision()), as_json=as_json)


def adopt(settings: Settings, file: Path, *, is_dry_run: bool, user: str | None = None, as_json: bool = False) -> int:
    if server := _server(settings):
        server.leave_to_tools("import a file into")
    path, file = settings.sqlite_path, file.absolute()
    is_team = settings.mode == "team"  # whose people sign in themselves
    with nullcontext() if is_dry_run else changing(path, complain):
        adoption = adopt_file(
            path,
            file,
            is_dry_run=is_dry_run,
            on_step=complain,
            user=user or (None if is_team else settings.local_user),
            ask=ask_who if sys.stdin.isatty() and not is_team else None,
            must_choose=not is_team,
        )
    return _show(reports.adopted(path, file, adoption, is_dry_run=is_dry_run), as_json=as_json)


def check(settings: Settings, *, as_json: bool = False) -> int:
    """Exit code 1 where something is wrong."""
    if server := _server(settings):
        return _show(server.check(), as_json=as_json)
    path = _existing(settings)
    faults = check_integrity(path, Progress(complain), is_served=ServingLock(path).is_held())
    return _show(reports.faults(path, faults), as_json=as_json)


def ask_who(people: Sequence[UserSummary], read: Callable[[str], str] = input) -> str | None:
    """Ask on the terminal which of the file's people is there. None without an answer."""
    complain("This file has conversations of several people:")
    for person in people:
        complain(f"  {name_of(person)}: {counted(person.conversations, 'conversation')}")
    try:
        return read("Your email: ").strip() or None
    except EOFError:
        return None


def _show(report: Report, *, as_json: bool) -> int:
    say(json.dumps(report.data, indent=2) if as_json else "\n".join(report.lines))
    return 0 if report.is_healthy else 1


def move(settings: Settings, target: str, *, is_dry_run: bool, as_json: bool = False) -> int:
    """Between the database of the settings and `target`: one is a file, the other a PostgreSQL address."""
    to_server = target.startswith(POSTGRES_SCHEMES)
    if to_server == (settings.postgres_url is not None):
        raise StartupFailed(
            "The data moves between a file and PostgreSQL, and these are two of a kind.",
            hint="Use `rxchat db backup` and `restore` for files, and pg_dump and pg_restore for PostgreSQL.",
        )
    url = _address(target) if to_server else settings.postgres_url
    store = postgres_store(url or "")
    postgres = import_module("rxchat.db.postgres.postgres_move")  # there now that the store is
    path = settings.sqlite_path if to_server else Path(target).absolute()
    if to_server:
        copied = postgres.move_in(path, store, is_dry_run=is_dry_run, on_step=complain)
    else:
        copied = postgres.move_out(store, path, is_dry_run=is_dry_run, on_step=complain)
    names = (str(path), store.name) if to_server else (store.name, str(path))
    return _show(moved(*names, copied, is_dry_run=is_dry_run), as_json=as_json)


def _address(target: str) -> str:
    try:
        return postgres_url(target)
    except ValueError as exc:
        raise StartupFailed(f"TARGET {exc}.", hint="See docs/scale.md.") from None


def _server(settings: Settings) -> ServerDatabase | None:
    return None if settings.postgres_url is None else ServerDatabase(postgres_store(settings.postgres_url))


def _existing(settings: Settings) -> Path:
    path = settings.sqlite_path
    if not path.exists():
        raise StartupFailed(f"No database yet ({path}).", hint="It will be created on first start.")
    return path


def _progress(step: str) -> Progress:
    progress = Progress(complain)
    progress.begin(step, is_brief=True)
    return progress
