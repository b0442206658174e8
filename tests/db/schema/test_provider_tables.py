import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from rxchat.db.schema.core_tables import UserRow
from rxchat.db.schema.provider_tables import EndpointRow, ProviderHealthRow

Sql = Callable[..., list[tuple[object, ...]]]


def test_a_migration_sees_them_with_the_others() -> None:
    assert ProviderHealthRow.metadata is EndpointRow.metadata is UserRow.metadata


def test_they_go_with_their_owner(path: Path, sql: Sql) -> None:
    sql(path, "INSERT INTO users (id, email) VALUES (1, 'a'), (2, 'b')")
    sql(path, "INSERT INTO provider_health (user_id, provider) VALUES (1, 'claude'), (2, 'claude')")
    sql(path, "INSERT INTO custom_endpoints (user_id, name, label, base_url) VALUES (1, 'n', 'l', 'u'), (2, 'n', 'l', 'u')")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("DELETE FROM users WHERE id = 1")
    assert sql(path, "SELECT user_id FROM provider_health UNION ALL SELECT user_id FROM custom_endpoints") == [(2,), (2,)]
    [(created,)] = sql(path, "SELECT length(created_at) FROM custom_endpoints")
    assert created == len("2026-11-22 10:58:00")
