"""Contents: what a database holds that a person knows by name."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rxchat.db.files import reading
from rxchat.db.maintenance.inspection import tables_in
from rxchat.domain.counts import counted

_Kind = tuple[str, str, str]
"""A noun, the table that its count needs, and the query of the count."""

_SHOWN: Final[tuple[_Kind, ...]] = (
    ("conversation", "conversations", "SELECT count(*) FROM conversations WHERE is_deleted IS NOT 1"),
    ("message", "messages", "SELECT count(*) FROM messages"),
)
_KEPT: Final[tuple[_Kind, ...]] = (
    ("project", "projects", "SELECT count(*) FROM projects"),
    ("knowledge document", "knowledge_base_documents", "SELECT count(*) FROM knowledge_base_documents"),
    ("linked document", "project_knowledge_base", "SELECT count(*) FROM project_knowledge_base"),
    ("prompt", "prompt_library", "SELECT count(*) FROM prompt_library"),
    ("folder", "conversation_folders", "SELECT count(*) FROM conversation_folders"),
    (
        "conversation with artifacts",
        "artifacts",
        "SELECT count(*) FROM conversations WHERE id IN (SELECT conversation_id FROM artifacts) OR id IN"
        " (SELECT conversation_id FROM messages WHERE content LIKE '%<antArtifact %')",
    ),
    ("artifact", "artifacts", "SELECT count(*) FROM artifacts"),
    ("share link", "shared_conversations", "SELECT count(*) FROM shared_conversations"),
    ("deleted conversation", "conversations", "SELECT count(*) FROM conversations WHERE is_deleted IS 1"),
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


def _list(connection: sqlite3.Connection, kinds: Iterable[_Kind]) -> list[str]:
    tables = {name.lower() for name in tables_in(connection)}
    counts = [(noun, _count(connection, query)) for noun, table, query in kinds if table in tables]
    return [_named(noun, count) for noun, count in counts if count]


def _count(connection: sqlite3.Connection, query: str) -> int:
    return connection.execute(query).fetchone()[0]


def _named(kind: str, count: int) -> str:
    """The plural is of the first noun: conversations with artifacts."""
    noun, joint, rest = kind.partition(" with ")
    return f"{counted(count, noun)}{joint}{rest}"
