"""Contents: what a database holds that a person knows by name."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rxchat.db.files import reading
from rxchat.domain.counts import counted

_SHOWN: Final = (
    ("conversation", "SELECT count(*) FROM conversations WHERE is_deleted IS NOT 1"),
    ("message", "SELECT count(*) FROM messages"),
)
_KEPT: Final = (
    ("project", "SELECT count(*) FROM projects"),
    ("prompt", "SELECT count(*) FROM prompt_library"),
    ("folder", "SELECT count(*) FROM conversation_folders"),
    (
        "conversation with artifacts",
        "SELECT count(*) FROM conversations WHERE id IN (SELECT conversation_id FROM artifacts) OR id IN"
        " (SELECT conversation_id FROM messages WHERE content LIKE '%<antArtifact %')",
    ),
    ("share link", "SELECT count(*) FROM shared_conversations"),
    ("deleted conversation", "SELECT count(*) FROM conversations WHERE is_deleted IS 1"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Counts in words, such as "10 projects": of what rxchat shows, and of what it keeps without showing it."""

    shown: list[str]
    kept: list[str]


def list_contents(path: Path) -> Contents:
    """Kinds that the file has none of are left out."""
    with reading(path) as connection:
        return Contents(shown=_list(connection, _SHOWN), kept=_list(connection, _KEPT))


def _list(connection: sqlite3.Connection, kinds: Iterable[tuple[str, str]]) -> list[str]:
    return [_named(kind, count) for kind, query in kinds if (count := _count(connection, query))]


def _count(connection: sqlite3.Connection, query: str) -> int:
    return connection.execute(query).fetchone()[0]


def _named(kind: str, count: int) -> str:
    """The plural is of the first noun: conversations with artifacts."""
    noun, joint, rest = kind.partition(" with ")
    return f"{counted(count, noun)}{joint}{rest}"
