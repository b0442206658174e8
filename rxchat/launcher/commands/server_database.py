"""`rxchat db ...` where a PostgreSQL server holds the data: it has tools of its own for copies."""

import logging
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from rxchat.db.files import make_directory
from rxchat.db.maintenance.backup_rotation import rotate
from rxchat.db.maintenance.backups import backup_name
from rxchat.db.maintenance.inspection import inspect_database
from rxchat.db.maintenance.migrations import head_revision
from rxchat.db.maintenance.progress import Progress
from rxchat.domain.counts import counted
from rxchat.domain.errors import StartupFailed
from rxchat.launcher.commands import database_reports as reports
from rxchat.launcher.commands.database_reports import Report
from rxchat.launcher.console import complain

if TYPE_CHECKING:
    from rxchat.db.postgres.postgres_copy import Copied
    from rxchat.db.postgres.postgres_store import PostgresStore

log = logging.getLogger(__name__)

_INSTEAD: Final = {
    "restore": "Move the backup to an empty database: RXCHAT_DATABASE_URL=sqlite:///FILE rxchat db move postgresql://...",
    "downgrade": "Stop rxchat and restore a dump from before the upgrade: pg_restore --clean --if-exists --dbname NAME FILE",
    "import a file into": "Import it into a database file: unset RXCHAT_DATABASE_URL, then run `rxchat db adopt FILE`.",
}


class ServerDatabase:
    def __init__(self, store: "PostgresStore") -> None:
        self._store = store

    def status(self) -> Report:
        store, head = self._store, head_revision()
        revision = store.revision()
        data: dict[str, Any] = {"database": store.name, "exists": revision is not None, "revision": revision, "head": head}
        if revision is None:
            lines = [store.about(), "No tables yet. They will be created on first start."]
            return Report(lines=lines, data=data | {"state": "absent"})
        is_current, is_served, rows, size = revision == head, store.is_served(), store.counts(), store.size()
        data |= {"state": "current" if is_current else "other", "is_served": is_served, "rows": rows, "bytes": size}
        lines = [
            f"{store.about()}, {size / 2**20:,.1f} MB",
            f"Revision {head} (up to date)." if is_current else f"This version of rxchat needs revision {head}.",
            *(f"{table}: {counted(count, 'row')}" for table, count in rows.items()),
            "In use by a running rxchat." if is_served else "Not in use.",
        ]
        return Report(lines=lines, data=data)

    def upgrade(self) -> Report:
        before, head = self._store.revision(), head_revision()
        self._store.prepare(complain)
        data: dict[str, Any] = {"database": self._store.name, "before": before, "after": head, "backup": None}
        words = f"Already at revision {head}. Nothing to do." if before == head else f"Now at revision {head}."
        return Report(lines=[words], data=data)

    def check(self) -> Report:
        """The server itself sees to references and to damaged pages."""
        name = self._store.name
        if not self._store.is_current():
            raise StartupFailed(
                f"The {name} isn't at this version's revision.", hint="Start rxchat once, or run `rxchat db upgrade`."
            )
        problems = self._store.problems()
        data: dict[str, Any] = {"database": name, "is_well": not problems, "faults": problems}
        return Report(lines=problems or [f"No problems found in the {name}."], data=data, is_healthy=not problems)

    def backup(self, folder: Path, file: Path | None) -> Report:
        """Into a SQLite file, by default one in the folder: any rxchat can open it, whatever becomes of the server."""
        revision = self._store.revision()
        copy = backup_name(folder / f"{self._file_name()}.db", revision or "unversioned") if file is None else file
        make_directory(copy.parent, hint="Choose a file in another folder.")
        self._copy(copy, complain)
        return reports.backup(self._store.name, copy, inspect_database(copy, Progress(complain)))

    def backup_to(self, directory: Path, *, keep: int | None) -> Report:
        name, place, revision = self._file_name(), self._store.name.encode(), self._store.revision()
        made = rotate(directory, name, place, revision, lambda copy: self._copy(copy, log.debug), keep=keep)
        return reports.rotated(self._store.name, made, inspect_database(made.copy, Progress(log.debug)))

    def _copy(self, copy: Path, on_step: Callable[[str], None]) -> None:
        import_module("rxchat.db.postgres.postgres_move").back_up(self._store, copy, on_step=on_step)

    def _file_name(self) -> str:
        return f"postgresql-{re.sub(r'[^A-Za-z0-9_]', '_', self._store.database)}"

    def leave_to_tools(self, act: str) -> NoReturn:
        raise StartupFailed(f"rxchat can't {act} the {self._store.name}.", hint=_INSTEAD[act])


def moved(source: str, target: str, copied: "Copied", *, is_dry_run: bool) -> Report:
    data: dict[str, Any] = {
        "from": source, "to": target, "is_dry_run": is_dry_run, "rows": copied.rows, "altered": dict(copied.altered),
        "left_out": copied.left_out, "loose": copied.loose, "digest": copied.digest,
    }  # fmt: skip
    first = "Dry run: everything was copied, compared and discarded." if is_dry_run else f"Copied {source} to {target}."
    lines = [
        first,
        *(f"{table}: {counted(count, 'row')}" for table, count in copied.rows.items() if count),
        *(
            f"Changed, because PostgreSQL can't hold it: {counted(count, 'value')} of {name}."
            for name, count in copied.altered.items()
        ),
        *(f"Left out, because rxchat doesn't know it: table {name}." for name in copied.left_out),
        *(f"Some rows refer to nothing, and stay so: {name}." for name in copied.loose),
    ]
    if not is_dry_run:
        lines.append("The original was not changed. To use the copy, set RXCHAT_DATABASE_URL to it and keep the same secret key.")
    return Report(lines=lines, data=data)
