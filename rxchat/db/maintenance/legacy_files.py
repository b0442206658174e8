"""Legacy files: what was named for an import, told apart in words before anything is copied."""

from pathlib import Path
from typing import Final

from rxchat.db.files import Damaged, reading
from rxchat.db.maintenance.inspection import VERSION_TABLE, is_foreign, revision_in, tables_in
from rxchat.db.maintenance.migrations import head_revision, is_newer
from rxchat.domain.errors import StartupFailed

_MAGIC: Final = b"SQLite format 3\0"
_CHECK: Final = "Check that it's the right file. Nothing was changed."
_SHOWN: Final = 5


def require_adoptable(file: Path) -> None:
    """Raise StartupFailed for anything but a database of the Claude-only program, or of an rxchat that isn't newer."""
    if file.is_dir():
        raise StartupFailed(f"{file} is a directory.", hint="Name the database file in it. Nothing was changed.")
    if not file.exists():
        raise StartupFailed(f"File not found: {file}.", hint="Check its name.")
    begin = _first_bytes(file)
    if not begin:
        raise StartupFailed(f"{file} is empty (0 bytes): there's nothing to import.", hint=_CHECK)
    if begin != _MAGIC:
        hint = "Check that it's the right file. An exported JSON or ZIP file is imported in Settings > Data."
        raise StartupFailed(f"{file} isn't a SQLite database.", hint=hint)
    try:
        with reading(file, may_write=False) as connection:
            revision, is_stranger = revision_in(connection), is_foreign(connection)
            tables = tables_in(connection) - {VERSION_TABLE}
    except Damaged as damaged:
        hint = "Its copy may be incomplete: copy it again, or use a backup. Nothing was changed."
        raise StartupFailed(damaged.message, hint=hint) from damaged
    if is_newer(revision):
        raise StartupFailed(
            f"{file} is from a newer version of rxchat (revision {revision}; this version supports up to {head_revision()}).",
            hint="Update rxchat, then import it again. Nothing was changed.",
        )
    if not tables:
        raise StartupFailed(f"{file} is empty: it's a database without tables, so there's nothing to import.", hint=_CHECK)
    if is_stranger:
        raise StartupFailed(
            f"{file} isn't an rxchat database or the Claude-only app's: it's another program's, with tables such as"
            f" {', '.join(sorted(tables)[:_SHOWN])}.",
            hint=_CHECK,
        )


def _first_bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(len(_MAGIC))
    except OSError as exc:
        raise StartupFailed(f"Can't read {file}: {exc.strerror or exc}.", hint="Check its permissions.") from exc
