"""`rxchat db ...`: what can be done with the database from the command line."""

import argparse
import json
from pathlib import Path

from rxchat.config import Settings
from rxchat.db.files import Damaged, make_directory
from rxchat.db.maintenance.backups import back_up, copy_database, list_backups
from rxchat.db.maintenance.inspection import take_inventory
from rxchat.db.maintenance.integrity import find_faults
from rxchat.db.maintenance.legacy_import import adopt
from rxchat.db.maintenance.locks import ServingLock, changing
from rxchat.db.maintenance.migrations import current_revision, downgrade, head_revision, known_revisions, migrate, recognise
from rxchat.db.maintenance.progress import Progress
from rxchat.db.maintenance.restore import restore
from rxchat.domain.errors import StartupFailed
from rxchat.launcher.commands import database_reports as reports
from rxchat.launcher.commands.database_reports import Report
from rxchat.launcher.console import complain, say


def run_db_command(settings: Settings, chosen: argparse.Namespace) -> int:
    """The exit code: 0, or 1 where `check` or `status` found the database damaged. Raises StartupFailed."""
    report = _run(settings, chosen)
    say(json.dumps(report.data, indent=2) if chosen.json else "\n".join(report.lines))
    return 0 if report.is_well else 1


def _run(settings: Settings, chosen: argparse.Namespace) -> Report:
    try:
        return ACTS[chosen.action](settings, chosen)
    except OSError as exc:  # what no part below expected of a disk or a path
        raise StartupFailed(
            f"{exc.filename or 'A file'} can't be used: {exc.strerror or exc}.",
            hint="Check the path, its permissions and its disk.",
        ) from exc


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


ACTS = {
    "status": _status,
    "upgrade": _upgrade,
    "check": _check,
    "downgrade": _downgrade,
    "backup": _backup,
    "restore": _restore,
    "adopt": _adopt,
}
