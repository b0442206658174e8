"""Reports of `rxchat db`: lines for a person, data for a program."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rxchat.db.files import Damaged
from rxchat.db.maintenance.adoption_record import AdoptionRecord, name_of
from rxchat.db.maintenance.backup_rotation import RotatedBackup
from rxchat.db.maintenance.inspection import DatabaseSummary, UserSummary
from rxchat.db.maintenance.integrity import IntegrityIssue
from rxchat.db.maintenance.legacy_import import Adoption
from rxchat.db.maintenance.migrations import RevisionChange
from rxchat.db.maintenance.restore import Restored
from rxchat.domain.counts import counted

COUNTED = ("users", "conversations", "messages", "usage_tracking")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    lines: list[str]
    data: dict[str, Any]
    is_healthy: bool = True


def absent(path: Path, head: str) -> Report:
    data: dict[str, Any] = {"path": str(path), "exists": False, "revision": None, "head": head, "state": "absent"}
    return Report(lines=[f"No database yet ({path}). It will be created on first start."], data=data)


def status(path: Path, found: DatabaseSummary, *, head: str, is_newer: bool, is_served: bool, backups: Sequence[Path]) -> Report:
    state, sentence = _state(found, head, is_newer=is_newer)
    size = path.stat().st_size
    data: dict[str, Any] = {
        "path": str(path), "exists": True, "bytes": size, "revision": found.revision, "head": head, "state": state,
        "is_served": is_served, "rows": found.rows, "backups": [str(backup) for backup in backups],
    }  # fmt: skip
    lines = [
        _sized(path, size),
        sentence,
        *_counts(found.rows),
        *_service_and_backups(backups, is_served),
    ]
    return Report(lines=lines, data=data)


def damaged(path: Path, problem: Damaged, *, head: str, is_served: bool, backups: Sequence[Path]) -> Report:
    """Nothing in it can be read; where the backups are still helps."""
    size = path.stat().st_size
    data: dict[str, Any] = {
        "path": str(path), "exists": True, "bytes": size, "revision": None, "head": head, "state": "damaged",
        "is_served": is_served, "rows": {}, "backups": [str(backup) for backup in backups],
    }  # fmt: skip
    advice = f"Restore the newest backup: `rxchat db restore {backups[-1]}`." if backups else problem.hint
    return Report(
        lines=[_sized(path, size), f"{problem.message} {advice}", *_service_and_backups(backups, is_served)],
        data=data,
        is_healthy=False,
    )


def revision(path: Path, change: RevisionChange) -> Report:
    data: dict[str, Any] = {
        "path": str(path), "before": change.before, "after": change.after, "backup": _text(change.backup),
    }  # fmt: skip
    if change.before == change.after:
        return Report(lines=[f"Already at revision {change.after}. Nothing to do."], data=data)
    lines = [f"Now at revision {change.after}."]
    if change.backup:
        lines.append(f"Backup: {change.backup}")
    return Report(lines=lines, data=data)


def backup(path: Path | str, copy: Path, found: DatabaseSummary) -> Report:
    data: dict[str, Any] = {"path": str(path), "backup": str(copy), "revision": found.revision, "rows": found.rows}
    return Report(lines=[f"Backup saved and verified: {copy}", *_counts(found.rows)], data=data)


def rotated(path: Path | str, made: RotatedBackup, found: DatabaseSummary) -> Report:
    data: dict[str, Any] = {
        "path": str(path), "backup": str(made.copy), "revision": found.revision, "rows": found.rows,
        "removed": [str(file) for file in made.removed],
    }  # fmt: skip
    removed = f" Removed {counted(len(made.removed), 'older backup')}." if made.removed else ""
    return Report(lines=[f"Backup saved and verified: {_sized(made.copy, made.copy.stat().st_size)}.{removed}"], data=data)


def restored(path: Path, copy: Path, done: Restored, head: str) -> Report:
    data: dict[str, Any] = {
        "path": str(path), "from": str(copy), "revision": done.revision, "before": done.before, "after": done.after,
        "kept": _text(done.kept),
    }  # fmt: skip
    lines = [f"Restored {path} from {copy}.", *_compared(done.before, done.after)]
    if done.kept:
        lines.append(f"Backup of the previous database: {done.kept}")
    if done.revision != head:
        lines.append(f"It {_at(done.revision)}. It upgrades to revision {head} on next start, or run `rxchat db upgrade`.")
    return Report(lines=lines, data=data)


def adopted(path: Path, file: Path, adoption: Adoption, *, is_dry_run: bool) -> Report:
    before, after = adoption.before, adoption.after
    data: dict[str, Any] = {
        "path": str(path), "from": str(file), "is_dry_run": is_dry_run,
        "revision": {"before": before.revision, "after": after.revision},
        "rows": {"before": before.rows, "after": after.rows},
        "new_tables": adoption.new_tables, "new_columns": adoption.new_columns,
        "new_objects": [f"{kind} {name}" for kind, name in adoption.new_objects],
        "people": [asdict(person) for person in adoption.people], "user": adoption.user, "ownerless": adoption.ownerless,
        "contents": asdict(adoption.contents), "left_out": adoption.left_out, "kept": _text(adoption.kept),
        "was_imported": adoption.earlier is not None,
    }  # fmt: skip
    if adoption.earlier is not None:
        return Report(lines=_imported_before(path, file, adoption, adoption.earlier), data=data)
    verb = "would be" if is_dry_run else "was"
    lines = [
        f"Dry run on a temporary copy of {file}. Nothing was changed." if is_dry_run else f"Imported {file} into {path}.",
        *_found(adoption),
        *(f"Table {name} {verb} added." for name in adoption.new_tables),
        *(_columns(table, columns, is_dry_run=is_dry_run) for table, columns in adoption.new_columns.items()),
        *(f"{kind.capitalize()} {name} {verb} added." for kind, name in adoption.new_objects),
        *(f"Left out, because it only works with the old ids: {name}." for name in adoption.left_out),
        "All rows are kept." if adoption.left_out else "Nothing in the file was changed or removed.",
        *_compared(before.rows, after.rows),
        *_people(adoption.people, adoption.user),
        *_ownerless(adoption),
    ]
    if adoption.kept:
        lines.append(f"Backup of the previous database: {adoption.kept}")
    if is_dry_run:
        lines.append("Run again without --dry-run to apply.")
    return Report(lines=lines, data=data)


def _columns(table: str, columns: Sequence[str], *, is_dry_run: bool) -> str:
    verb = "would be" if is_dry_run else "was" if len(columns) == 1 else "were"
    return f"{'Column' if len(columns) == 1 else 'Columns'} of {table} {verb} added: {', '.join(columns)}."


def _imported_before(path: Path, file: Path, adoption: Adoption, earlier: AdoptionRecord) -> list[str]:
    moved = "" if earlier.path == str(file) else f" from {earlier.path}"
    return [
        f"{file} was imported into {path} on {earlier.adopted_at[:10]}{moved}. Nothing was changed.",
        *_found(adoption),
        *_people(adoption.people, adoption.user),
        *_ownerless(adoption),
    ]


def _found(adoption: Adoption) -> list[str]:
    found = adoption.contents
    told = (
        (found.shown, "rxchat shows and uses all of this."),
        (found.kept, "This is kept for a later version."),
    )
    return [f"Found {', '.join(counts)}. {what}" for counts, what in told if counts]


def faults(path: Path, found: Sequence[IntegrityIssue]) -> Report:
    data: dict[str, Any] = {"path": str(path), "is_well": not found, "faults": [asdict(fault) for fault in found]}
    lines = [f"{fault.kind}: {fault.text} {fault.advice}" for fault in found] or [f"No problems found in {path}."]
    return Report(lines=lines, data=data, is_healthy=not found)


def _sized(path: Path, size: int) -> str:
    return f"{path}, {size / 2**20:,.1f} MB"


def _service_and_backups(backups: Sequence[Path], is_served: bool) -> list[str]:
    return [
        "In use by a running rxchat." if is_served else "Not in use.",
        *([f"{counted(len(backups), 'backup')} in {backups[0].parent}:"] if backups else ["No backups."]),
        *(f"  {backup.name}" for backup in backups),
    ]


def _state(found: DatabaseSummary, head: str, *, is_newer: bool) -> tuple[str, str]:
    if found.revision == head:
        return "current", f"Revision {head} (up to date)."
    if is_newer:
        return (
            "newer",
            f"Revision {found.revision}, from a newer version of rxchat; this version supports up to {head}. Update rxchat.",
        )
    if found.revision is not None:
        return (
            "behind",
            f"Revision {found.revision}; this version needs {head}. It upgrades on next start, or run `rxchat db upgrade`.",
        )
    if {"conversations", "messages"} & found.columns.keys():
        return "legacy", "From the Claude-only app, not imported yet. It is imported on next start, or run `rxchat db upgrade`."
    if not found.columns:
        return "empty", "An empty file. The next start makes it rxchat's database."
    return "foreign", "Not an rxchat database."


def _people(people: Sequence[UserSummary], user: str | None) -> list[str]:
    if len(people) < 2:
        return [f"These conversations belong to {name_of(person)}. You'll see them as your own." for person in people]
    if user is not None:
        others = [person for person in people if name_of(person) != user]
        theirs = counted(sum(person.conversations for person in others), "conversation")
        return [
            f"You are {user}. You won't see the {theirs} of {len(others)} other {'person' if len(others) == 1 else 'people'}."
        ]
    return [
        f"It contains conversations of {len(people)} people, which stay separate:",
        *(f"  {name_of(person)}: {counted(person.conversations, 'conversation')}" for person in people),
        "Say who you are with --user EMAIL, or set RXCHAT_LOCAL_USER for each start.",
    ]


def _ownerless(adoption: Adoption) -> list[str]:
    if not adoption.ownerless:
        return []
    if len(adoption.people) < 2:
        return [f"{counted(adoption.ownerless, 'ownerless conversation')} will be assigned to you on first start."]
    hidden = f"{counted(adoption.ownerless, 'conversation')} hidden, without an owner."
    return [f"{hidden} To give {'it' if adoption.ownerless == 1 else 'them'} to a user: rxchat user claim EMAIL"]


def _counts(rows: Mapping[str, int]) -> list[str]:
    return [f"{table}: {counted(rows[table], 'row')}" for table in COUNTED if table in rows]


def _compared(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    return [f"{table}: {counted(count, 'row')} before, {after.get(table, 0):,} after" for table, count in sorted(before.items())]


def _at(revision: str | None) -> str:
    return f"is at revision {revision}" if revision else "has no revision yet"


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
