"""Folders of two people, for the tests of what reads and changes them."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path


def run(path: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def add_conversations(path: Path, user_id: int, count: int, project_id: int | None = None) -> list[int]:
    """Conversations of a user. Returns their ids."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return [
            connection.execute(
                "INSERT INTO conversations (user_id, project_id, title, provider, model) VALUES (?, ?, ?, 'acme', 'm')"
                " RETURNING id",
                (user_id, project_id, f"Number {number}"),
            ).fetchone()[0]
            for number in range(count)
        ]


def add_project(path: Path, user_id: int, name: str = "Engines") -> int:
    with closing(sqlite3.connect(path)) as connection, connection:
        added = "INSERT INTO projects (user_id, name) VALUES (?, ?) RETURNING id"
        return connection.execute(added, (user_id, name)).fetchone()[0]


def add_folder(
    path: Path, user_id: int, name: str, *, parent: int | None = None, project: int | None = None, inside: Sequence[int] = ()
) -> int:
    """A folder as the older program leaves it: position 0, whatever else is there."""
    with closing(sqlite3.connect(path)) as connection, connection:
        added = "INSERT INTO conversation_folders (user_id, name, parent_folder_id, project_id) VALUES (?, ?, ?, ?) RETURNING id"
        folder_id = connection.execute(added, (user_id, name, parent, project)).fetchone()[0]
        rows = [(folder_id, conversation_id) for conversation_id in inside]
        connection.executemany("INSERT INTO conversation_folder_items (folder_id, conversation_id) VALUES (?, ?)", rows)
        return folder_id


def positions(path: Path) -> dict[int, int]:
    """What is stored of the order of folders, by their ids."""
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT id, position FROM conversation_folders").fetchall())


def places(path: Path) -> dict[int, tuple[int | None, list[int]]]:
    """The project and the folders of each conversation."""
    found: dict[int, tuple[int | None, list[int]]] = {}
    with closing(sqlite3.connect(path)) as connection:
        for id_, project_id in connection.execute("SELECT id, project_id FROM conversations").fetchall():
            its = "SELECT DISTINCT folder_id FROM conversation_folder_items WHERE conversation_id = ? ORDER BY folder_id"
            found[id_] = project_id, [folder for (folder,) in connection.execute(its, (id_,))]
    return found
