"""A file of one of the five schema families that holds everything that a person of the Claude-only program could have."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from legacy_families import date_text, make_family_file, old_id

EVERYTHING = 101
"""Number of the conversation with a bit of everything. It is in the project and in both folders, and was shared three times."""
SHOWN = [
    "1 conversation with artifacts",
    "2 artifacts",
    "3 share links",
    "1 deleted conversation",
    "1 user with instructions",
    "1 project with instructions",
    "2 projects",
    "3 prompts",
    "2 folders",
]
"""Beside conversations and messages."""
KEPT_IN_EXTENDED = ["1 knowledge document"]
PROGRAM = "print('<b>pump</b>')"
ARTIFACT = (
    f'<antArtifact identifier="valve" type="application/vnd.ant.code" language="python" title="Valve">{PROGRAM}</antArtifact>'
)
MESSAGES = (
    ("user", "How does a valve work?", {}),
    ("assistant", "<thinking>\nThey mean the engine's.\n</thinking>\n\nIt opens and closes.", {"variation": 0}),
    ("assistant", "It lets steam in and out.", {"variation": 1}),
    ("user", "Write one.", {}),
    ("assistant", f"<antthinking>A program.</antthinking>Here it is:\n\n{ARTIFACT}\n\nRun it.", {}),
)
_COLUMNS = {
    "projects": ["description TEXT", "color TEXT", "is_pinned INTEGER DEFAULT 0", "knowledge_base_path TEXT"],
    "conversations": ["has_unread INTEGER DEFAULT 0"],
    "messages": ["variation_index INTEGER", "images TEXT"],
    "artifacts": ["language TEXT"],
    "shared_conversations": ["expires_at TEXT", "view_count INTEGER DEFAULT 0"],
    "prompt_library": ["description TEXT", "category TEXT", "is_public INTEGER DEFAULT 0", "usage_count INTEGER DEFAULT 0"],
}
_JSON = ("", "{}", "[]", None)


def make_everything_file(path: Path, family: str, *, people: int = 1) -> Path:
    """Person 1 has it all; `make_family_file` says what else there is."""
    make_family_file(path, family, people=people)
    is_extended = family.endswith("extended")
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, columns in _COLUMNS.items():
            for column in columns:
                connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
        if not is_extended:
            connection.execute("ALTER TABLE messages ADD COLUMN variation_group_id TEXT")
        _fill(connection, family)
        if is_extended:
            _fill_extended(connection, family)
    return path


def _adder(connection: sqlite3.Connection) -> Callable[..., None]:
    def add(table: str, **row: object) -> None:
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))

    return add


def _fill(connection: sqlite3.Connection, family: str) -> None:
    add = _adder(connection)

    def its(table: str, number: int) -> int | str:
        return old_id(family, table, number)

    spoken = (
        "I build engines." if not family.startswith("text") else json.dumps({"aboutYou": "I build engines.", "howToRespond": ""})
    )
    connection.execute("UPDATE users SET custom_instructions = ? WHERE id = ?", (spoken, its("users", 1)))
    me, here = its("users", 1), its("conversations", EVERYTHING)
    add("projects", id=its("projects", 2), user_id=me, name="Boilers", color="#d97757", is_pinned=1, created_at=date_text(300))
    add(
        "conversations", id=here, user_id=me, project_id=its("projects", 1), title="Everything", model="claude-3-opus-20240229",
        settings=json.dumps({"systemPrompt": "Speak of steam.", "temperature": 0.5}), has_unread=1,
        created_at=date_text(301), last_message_at=date_text(310),
    )  # fmt: skip
    for place, (role, content, extra) in enumerate(MESSAGES):
        group = "g1" if "variation" in extra else None
        add(
            "messages", id=its("messages", EVERYTHING + place), conversation_id=here, role=role, content=content,
            created_at=date_text(302 + place), variation_group_id=group, variation_index=extra.get("variation"),
            images=_JSON[place % len(_JSON)],
        )  # fmt: skip
    add(
        "artifacts", id=its("artifacts", 2), message_id=its("messages", EVERYTHING + 4), conversation_id=here, type="code",
        identifier="valve", title="Valve", language="python", content=PROGRAM, created_at=date_text(306),
    )  # fmt: skip
    connection.execute("UPDATE artifacts SET conversation_id = ?, message_id = ?", (here, its("messages", EVERYTHING + 4)))
    connection.execute("UPDATE shared_conversations SET conversation_id = ?, share_token = 'live-token', view_count = 7", (here,))
    for number, (token, expires, is_public) in enumerate((("expired", "2020-01-01 00:00:00", 1), ("private", None, 0)), 2):
        add(
            "shared_conversations", id=its("shared_conversations", number), conversation_id=here, share_token=f"{token}-token",
            expires_at=expires, is_public=is_public, created_at=date_text(307),
        )  # fmt: skip
    for number, (title, template) in enumerate((("Compare", "Compare {a} with {{b}}"), ("Plain", "Be kind.")), 2):
        add(
            "prompt_library", id=its("prompt_library", number), user_id=me, title=title, prompt_template=template,
            category="Engines", tags='["steam", "oil"]', is_public=1, usage_count=number, created_at=date_text(308),
        )  # fmt: skip
    for folder in (1, 2):
        add(
            "conversation_folder_items", id=its("conversation_folder_items", 1 + folder), conversation_id=here,
            folder_id=its("conversation_folders", folder),
        )  # fmt: skip


def _fill_extended(connection: sqlite3.Connection, family: str) -> None:
    kind = "TEXT" if family.startswith("text") else "INTEGER"
    connection.execute(
        f"CREATE TABLE knowledge_base_documents (id {kind} PRIMARY KEY, project_id {kind} REFERENCES projects(id), filename TEXT,"
        " original_name TEXT, mime_type TEXT, size INTEGER, content TEXT)"
    )
    connection.execute(f"CREATE TABLE conversation_templates (id {kind} PRIMARY KEY, user_id {kind}, name TEXT, structure TEXT)")
    connection.execute(f"CREATE TABLE project_templates (id {kind} PRIMARY KEY, user_id {kind}, name TEXT, structure TEXT)")
    add = _adder(connection)
    project, me = old_id(family, "projects", 1), old_id(family, "users", 1)
    add(
        "knowledge_base_documents", id=old_id(family, "documents", 1), project_id=project, filename="a1.txt",
        original_name="engine.txt", mime_type="text/plain", size=5, content="Steam",
    )  # fmt: skip
    for table in ("conversation_templates", "project_templates"):
        add(table, id=old_id(family, table, 1), user_id=me, name="Report", structure="{}")
