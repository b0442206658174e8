"""Files of the five schema families of the Claude-only program: ids as numbers, as text, or both; dates of every form."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

FAMILIES = ("numbers", "numbers-extended", "text", "text-extended", "mixed")
_TEXT_EVERYWHERE = ("text", "text-extended")
_MIXED = frozenset({"conversations", "messages", "artifacts"})
_REFERS = {
    "projects": {"user_id": "users"},
    "conversations": {"user_id": "users", "project_id": "projects"},
    "messages": {"conversation_id": "conversations", "parent_message_id": "messages"},
    "artifacts": {"message_id": "messages", "conversation_id": "conversations"},
    "shared_conversations": {"conversation_id": "conversations"},
    "prompt_library": {"user_id": "users"},
    "conversation_folders": {"user_id": "users", "project_id": "projects", "parent_folder_id": "conversation_folders"},
    "conversation_folder_items": {"folder_id": "conversation_folders", "conversation_id": "conversations"},
    "usage_tracking": {"user_id": "users", "conversation_id": "conversations", "message_id": "messages"},
}
_COLUMNS = {
    "users": "email TEXT UNIQUE, name TEXT, created_at {date}, custom_instructions TEXT",
    "projects": "name TEXT NOT NULL, custom_instructions TEXT, created_at {date}",
    "conversations": "title TEXT, model TEXT, settings TEXT DEFAULT '{{}}', is_deleted INTEGER DEFAULT 0, created_at {date},"
    " updated_at {date}, last_message_at {date}",
    "messages": "role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'system')), content TEXT NOT NULL, created_at {date}",
    "artifacts": "type TEXT NOT NULL, identifier TEXT, title TEXT, content TEXT, version INTEGER DEFAULT 1, created_at {date}",
    "shared_conversations": "share_token TEXT UNIQUE NOT NULL, is_public INTEGER DEFAULT 1, created_at {date}",
    "prompt_library": "title TEXT NOT NULL, prompt_template TEXT NOT NULL, tags TEXT, created_at {date}",
    "conversation_folders": "name TEXT NOT NULL, position INTEGER DEFAULT 0, created_at {date}",
    "conversation_folder_items": "added_at {date}",
    "usage_tracking": "model TEXT, input_tokens INTEGER, output_tokens INTEGER, created_at {date}",
}
_START = datetime(2025, 3, 1, 22, 30, tzinfo=UTC)


def old_id(family: str, table: str, number: int) -> int | str:
    """The id of a table's row in such a file. Text ids are in no order."""
    is_text = family in _TEXT_EVERYWHERE or (family == "mixed" and table in _MIXED)
    return str(uuid5(NAMESPACE_OID, f"{table}/{number}")) if is_text else number


def date_text(minutes: int) -> str | int:
    """A moment in one of the forms found in such files, by turns."""
    moment = _START + timedelta(minutes=minutes)
    match minutes % 5:
        case 0:
            return moment.strftime("%Y-%m-%d %H:%M:%S")
        case 1:
            return moment.strftime("%Y-%m-%dT%H:%M:%S.123Z")
        case 2:
            return (moment + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M:%S+05:00")
        case 3:
            return int(moment.timestamp()) * 1000
        case _:
            return int(moment.timestamp())


def second(minutes: int) -> str:
    return (_START + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S")


def make_family_file(path: Path, family: str, *, conversations: int = 6, people: int = 1, messages: int = 4) -> Path:
    """Conversation n is of person n mod `people`, the third of every six is deleted; rows are written newest first."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, columns in _COLUMNS.items():
            connection.execute(_declared(family, table, columns))
        if family.endswith("extended"):
            kind = "TEXT" if family in _TEXT_EVERYWHERE else "INTEGER"
            connection.execute(
                f"CREATE TABLE artifact_versions (id {kind} PRIMARY KEY, artifact_id {kind} REFERENCES artifacts(id),"
                " version INTEGER, content TEXT)"
            )
            connection.execute("ALTER TABLE messages ADD COLUMN variation_group_id TEXT")
            connection.execute("CREATE INDEX idx_messages_conversation ON messages(conversation_id, created_at)")
        _fill(connection, family, conversations, people, messages)
    return path


def _declared(family: str, table: str, columns: str) -> str:
    date = "TEXT DEFAULT (datetime('now'))" if family in _TEXT_EVERYWHERE else "DATETIME DEFAULT CURRENT_TIMESTAMP"
    keys = "".join(
        f", {column} {'TEXT' if isinstance(old_id(family, parent, 1), str) else 'INTEGER'}"
        f" REFERENCES {parent}(id) ON DELETE CASCADE"
        for column, parent in _REFERS.get(table, {}).items()
    )
    own = "TEXT PRIMARY KEY" if isinstance(old_id(family, table, 1), str) else "INTEGER PRIMARY KEY AUTOINCREMENT"
    return f"CREATE TABLE {table} (id {own}, {columns.format(date=date)}{keys})"


def _fill(connection: sqlite3.Connection, family: str, conversations: int, people: int, messages: int) -> None:
    def add(table: str, number: int, minutes: int, **values: object) -> None:
        refers = _REFERS.get(table, {})
        row = {
            "id": old_id(family, table, number),
            ("added_at" if table == "conversation_folder_items" else "created_at"): date_text(minutes),
            **{name: old_id(family, refers[name], value) if name in refers else value for name, value in values.items()},  # pyright: ignore[reportArgumentType]
        }
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))

    for number in range(1, people + 1):
        add(
            "users", number, number, email=f"person{number}@example.org", name=f"Person {number}", custom_instructions="Be brief."
        )
    add("projects", 1, 3, user_id=1, name="Engines", custom_instructions="Metric units.")
    add("prompt_library", 1, 4, user_id=1, title="Explain", prompt_template="Explain {topic}", tags="[]")
    add("conversation_folders", 1, 5, user_id=1, name="Outer")
    add("conversation_folders", 2, 6, user_id=1, name="Inner", parent_folder_id=1)
    for number in range(conversations, 0, -1):
        start = 10 + number * (messages + 1)
        inside = {"project_id": 1} if number == 1 else {}
        add(
            "conversations", number, start, user_id=1 + number % people, title=f"Chat {number}", model="claude-sonnet-4-20250514",
            is_deleted=int(number % 6 == 3), last_message_at=date_text(start + messages), **inside,
        )  # fmt: skip
        for place in range(messages, 0, -1):
            message = (number - 1) * messages + place
            role = "user" if place % 2 else "assistant"
            add("messages", message, start + place, conversation_id=number, role=role, content=f"Words {place} of chat {number}")
    add("artifacts", 1, 200, message_id=2, conversation_id=1, type="code", identifier="pump", title="Pump", content="print(1)")
    add("shared_conversations", 1, 201, conversation_id=1, share_token="a-token")
    add("conversation_folder_items", 1, 202, folder_id=2, conversation_id=1)
    add("usage_tracking", 1, 203, user_id=1, conversation_id=1, message_id=2, model="claude-3", input_tokens=3, output_tokens=4)
    if family.endswith("extended"):
        row = (old_id(family, "artifact_versions", 1), old_id(family, "artifacts", 1), 1, "print(0)")
        connection.execute("INSERT INTO artifact_versions VALUES (?, ?, ?, ?)", row)
