import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from rxchat.db.schema.core_tables import UserRow
from rxchat.db.schema.session_tables import SessionRow, SignInLinkRow

Sql = Callable[..., list[tuple[object, ...]]]


def test_a_migration_sees_them_with_the_others() -> None:
    assert SessionRow.metadata is SignInLinkRow.metadata is UserRow.metadata


def test_they_go_with_their_person(path: Path, sql: Sql) -> None:
    sql(path, "INSERT INTO users (id, email) VALUES (1, 'a'), (2, 'b')")
    sql(path, "INSERT INTO sessions (user_id, secret_digest) VALUES (1, 'one'), (2, 'two')")
    sql(path, "INSERT INTO sign_in_links (user_id, code_digest) VALUES (1, 'three'), (2, 'four')")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("DELETE FROM users WHERE id = 1")
    left = sql(path, "SELECT secret_digest FROM sessions UNION ALL SELECT code_digest FROM sign_in_links")
    assert left == [("two",), ("four",)]
