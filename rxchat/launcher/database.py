"""`rxchat db ...`: what can be done with the database from the command line."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rxchat.config import InvalidSetting, Settings, load_settings
from rxchat.db.adoption import adopt
from rxchat.db.backups import back_up, copy_database, list_backups
from rxchat.db.faults import find_faults
from rxchat.db.files import Damaged, make_directory
from rxchat.db.inventory import take_inventory
from rxchat.db.migrations import current_revision, downgrade, head_revision, known_revisions, migrate, recognise
from rxchat.db.progress import Progress
from rxchat.db.replacing import restore
from rxchat.db.serving import ServingLock, changing
from rxchat.domain.errors import RxchatError, StartupFailed
from rxchat.launcher import database_reports as reports
from rxchat.launcher.database_reports import Report
from rxchat.launcher.terminal import complain, say

Subcommands = Any
"""What argparse gives for `add_subparsers`; its class has no public name."""


def add_db_commands(commands: Subcommands) -> None:
    """Add `db` and what stands below it to the program's commands."""
    description = "Look at the database, upgrade it, copy it, put a copy back, adopt one of the Claude-only program."
    group = commands.add_parser("db", help="look after the database", description=description)
    below = group.add_subparsers(dest="db_command", metavar="command", required=True)

    def add(name: str, act: Callable[[Settings, argparse.Namespace], Report], help_text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = below.add_parser(name, help=help_text, description=f"{help_text.capitalize()}.")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument("--data-dir", type=Path, metavar="D", help="where rxchat keeps its files")
        parser.set_defaults(act=act)
        return parser

    add("status", _status, "say where the database is, what is in it and whether it is up to date")
    add("upgrade", _upgrade, "bring the database to the newest revision, behind a backup")
    add("check", _check, "look for damage, lost references and unfinished answers")
    earlier = add("downgrade", _downgrade, "go back to an earlier revision, behind a backup; 0001 is the Claude-only program's")
    earlier.add_argument("revision", metavar="REV", help="for example 0001")
    out = add("backup", _backup, "copy the database, also while it is in use")
    out.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a new file (default: in the backups folder)")
    back = add("restore", _restore, "put a copy in the database's place; what was there is copied first")
    back.add_argument("file", type=Path, metavar="FILE", help="a copy made before")
    foreign = add("adopt", _adopt, "make a copy of a Claude-only program's file the database; the file stays as it is")
    foreign.add_argument("file", type=Path, metavar="FILE", help="the other program's database")
    foreign.add_argument("--dry-run", action="store_true", help="try it on a copy, say what would be done, change nothing")


def run_db_command(chosen: argparse.Namespace) -> int:
    """The exit code: 0, or 1 where `check` or `status` found the database damaged. Raises StartupFailed and InvalidSetting."""
    try:
        report = _run(chosen)
    except (RxchatError, InvalidSetting) as exc:
        if chosen.json:
            say(json.dumps(reports.failure(exc), indent=2))
        raise
    say(json.dumps(report.data, indent=2) if chosen.json else "\n".join(report.lines))
    return 0 if report.is_well else 1


def _run(chosen: argparse.Namespace) -> Report:
    try:
        report: Report = chosen.act(load_settings(data_dir=chosen.data_dir), chosen)
    except OSError as exc:  # what no part below expected of a disk or a path
        raise StartupFailed(
            f"{exc.filename or 'A file'} can't be used: {exc.strerror or exc}.",
            hint="Check the path, its permissions and its disk.",
        ) from exc
    return report


def _status(settings: Settings, _: argparse.Namespace) -> Report:
    path = settings.sqlite_path
    if not path.exists():
        return reports.absent(path, head_revision())
    head, is_served, backups = head_revision(), ServingLock(path).is_held(), list_backups(path)
    try:
        found = take_inventory(path, _progress("Counting"))
        is_newer = current_revision(path) not in (None, *known_revisions())
    except Damaged as exc:
        return reports.damaged(path, exc, head=head, is_served=is_served, backups=backups)
    return reports.status(path, found, head=head, is_newer=is_newer, is_served=is_served, backups=backups)


def _upgrade(settings: Settings, _: argparse.Namespace) -> Report:
    path = settings.sqlite_path
    with changing(path, complain):
        return reports.revision(path, migrate(path, on_step=complain))


def _downgrade(settings: Settings, chosen: argparse.Namespace) -> Report:
    path = _existing(settings)
    with changing(path, complain):
        return reports.revision(path, downgrade(path, chosen.revision, on_step=complain))


def _backup(settings: Settings, chosen: argparse.Namespace) -> Report:
    path = _existing(settings)
    revision = recognise(path)
    progress = _progress("Copying the database")
    copy: Path | None = chosen.file
    if copy is None:
        copy = back_up(path, revision, progress)
    else:
        copy = copy.absolute()
        if copy.exists():
            raise StartupFailed(f"{copy} exists already.", hint="Name a new file.")
        make_directory(copy.parent, hint="Name a file in another folder.")
        copy_database(path, copy, progress)
    return reports.backup(path, copy, take_inventory(copy, progress))


def _restore(settings: Settings, chosen: argparse.Namespace) -> Report:
    path = settings.sqlite_path
    with changing(path, complain):
        restored = restore(path, chosen.file.absolute(), on_step=complain)
    return reports.restored(path, chosen.file.absolute(), restored, head_revision())


def _adopt(settings: Settings, chosen: argparse.Namespace) -> Report:
    path, file, is_dry_run = settings.sqlite_path, chosen.file.absolute(), chosen.dry_run
    if is_dry_run:
        return reports.adopted(path, file, adopt(path, file, is_dry_run=True, on_step=complain), is_dry_run=True)
    with changing(path, complain):
        return reports.adopted(path, file, adopt(path, file, is_dry_run=False, on_step=complain), is_dry_run=False)


def _check(settings: Settings, _: argparse.Namespace) -> Report:
    path = _existing(settings)
    return reports.faults(path, find_faults(path, Progress(complain), is_served=ServingLock(path).is_held()))


def _existing(settings: Settings) -> Path:
    path = settings.sqlite_path
    if not path.exists():
        raise StartupFailed(f"There is no database {path} yet.", hint="The first start of rxchat makes it.")
    return path


def _progress(step: str) -> Progress:
    progress = Progress(complain)
    progress.begin(step, is_brief=True)
    return progress
