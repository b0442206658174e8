"""`rxchat db ...` where a PostgreSQL server holds the data: it has tools of its own for copies."""

from typing import TYPE_CHECKING, Any, Final, NoReturn

from rxchat.db.maintenance.migrations import head_revision
from rxchat.domain.counts import counted
from rxchat.domain.errors import StartupFailed
from rxchat.launcher.commands.database_reports import Report
from rxchat.launcher.console import complain

if TYPE_CHECKING:
    from rxchat.db.postgres.postgres_copy import Copied
    from rxchat.db.postgres.postgres_store import PostgresStore

DUMP: Final = "pg_dump --format custom --file FILE NAME"
_INSTEAD: Final = {
    "back up": f"Use PostgreSQL's own tool: {DUMP}",
    "restore": "Stop rxchat and use PostgreSQL's own tool: pg_restore --clean --if-exists --dbname NAME FILE",
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
            f"To back it up, use PostgreSQL's own tool: {DUMP}",
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
