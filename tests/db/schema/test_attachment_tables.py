import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from rxchat.db.schema.attachment_tables import AttachmentRow
from rxchat.db.schema.core_tables import UserRow

Sql = Callable[..., list[tuple[object, ...]]]


def test_a_migration_sees_them_with_the_others() -> None:
    assert AttachmentRow.metadata is UserRow.metadata


def test_they_go_with_their_person_and_no_number_is_given_twice(path: Path, sql: Sql) -> None:
    sql(path, "INSERT INTO users (id, email) VALUES (1, 'a'), (2, 'b')")
    for user in (1, 2):
        sql(path, "INSERT INTO image_uploads VALUES (NULL, ?, 'image/png', 'a.png', 1, '2026-11-24 10:00:00', x'00')", user)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("DELETE FROM users WHERE id = 1")
        connection.execute("DELETE FROM image_uploads")
    sql(path, "INSERT INTO image_uploads VALUES (NULL, 2, 'image/png', 'a.png', 1, '2026-11-24 10:00:00', x'00')")
    assert sql(path, "SELECT id, user_id FROM image_uploads") == [(3, 2)]
