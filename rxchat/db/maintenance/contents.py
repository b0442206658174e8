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

_IS_WRITTEN: Final = (
    "CASE WHEN json_valid(custom_instructions) AND json_type(custom_instructions) = 'object'"
    " THEN EXISTS (SELECT 1 FROM json_each(custom_instructions) WHERE type = 'text' AND trim(value) <> '')"
    " ELSE trim(custom_instructions) <> '' END"
)
"""Instructions are plain text, or an object with several of them."""

_SHOWN: Final[tuple[_Kind, ...]] = (
    ("conversation", "conversations", "SELECT count(*) FROM conversations WHERE is_deleted IS NOT 1"),
    ("message", "messages", "SELECT count(*) FROM messages"),
    (
        "conversation with artifacts",
        "artifacts",
        "SELECT count(*) FROM conversations WHERE id IN (SELECT conversation_id FROM artifacts) OR id IN"
        " (SELECT conversation_id FROM messages WHERE content LIKE '%<antArtifact %')",
    ),
    ("artifact", "artifacts", "SELECT count(*) FROM artifacts"),
    ("share link", "shared_conversations", "SELECT count(*) FROM shared_conversations"),
    ("deleted conversation", "conversations", "SELECT count(*) FROM conversations WHERE is_deleted IS 1"),
    ("user with instructions", "users", f"SELECT count(*) FROM users WHERE {_IS_WRITTEN}"),
    ("project with instructions", "projects", f"SELECT count(*) FROM projects WHERE {_IS_WRITTEN}"),
    ("project", "projects", "SELECT count(*) FROM projects"),
    ("prompt", "prompt_library", "SELECT count(*) FROM prompt_library"),
    ("folder", "conversation_folders", "SELECT count(*) FROM conversation_folders"),
)
"""What a person meets on the page. Share links open, and instructions are sent, as they were."""
_KEPT: Final[tuple[_Kind, ...]] = (
    ("knowledge document", "knowledge_base_documents", "SELECT count(*) FROM knowledge_base_documents"),
    ("linked document", "project_knowledge_base", "SELECT count(*) FROM project_knowledge_base"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Counts in words, such as "10 projects": of what the page shows, and of what is just kept."""

    shown: list[str]
    kept: list[str]


def list_contents(path: Path) -> Contents:
    """Kinds that the file has none of are left out."""
    with reading(path) as connection:
        shown, kept = (_list(connection, kinds) for kinds in (_SHOWN, _KEPT))
    return Contents(shown=shown, kept=kept)


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
