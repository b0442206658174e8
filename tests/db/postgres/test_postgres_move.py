import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Table

from rxchat.db.postgres.postgres_migrations import tables
from rxchat.db.postgres.postgres_move import move_in, move_out
from rxchat.db.postgres.postgres_store import PostgresStore
from rxchat.domain.errors import StartupFailed


def rows(path: Path, table: Table) -> list[tuple[object, ...]]:
    listed = ", ".join(table.columns.keys())
    with closing(sqlite3.connect(path)) as file:
        return file.execute(f"SELECT {listed} FROM {table.name} ORDER BY 1").fetchall()


def test_all_comes_back_from_a_server_as_it_was(library: Path, store: PostgresStore, tmp_path: Path):
    steps = list[str]()
    tried = move_in(library, store, is_dry_run=True, on_step=steps.append)
    assert not store.is_current()
    copied = move_in(library, store, is_dry_run=False, on_step=steps.append)
    assert copied == tried
    assert store.counts()["messages"] == copied.rows["messages"] > 0
    assert store.problems() == []
    back = move_out(store, tmp_path / "back.db", is_dry_run=False, on_step=steps.append)
    assert (back.rows, back.digest) == (copied.rows, copied.digest)
    for table in tables().sorted_tables:
        assert rows(tmp_path / "back.db", table) == rows(library, table)


def test_nothing_is_copied_over_data(library: Path, store: PostgresStore, tmp_path: Path):
    move_in(library, store, is_dry_run=False, on_step=print)
    with pytest.raises(StartupFailed, match="already has data"):
        move_in(library, store, is_dry_run=False, on_step=print)
    with pytest.raises(StartupFailed, match="already exists"):
        move_out(store, library, is_dry_run=False, on_step=print)
    with pytest.raises(StartupFailed, match="No database yet"):
        move_in(tmp_path / "none.db", store, is_dry_run=False, on_step=print)
    assert move_out(store, tmp_path / "dry.db", is_dry_run=True, on_step=print).rows["messages"] > 0
    assert list(tmp_path.iterdir()) == []


def test_what_is_added_after_a_move_has_new_ids(library: Path, store: PostgresStore):
    move_in(library, store, is_dry_run=False, on_step=print)
    with store.connected() as connection:
        added = connection.exec_driver_sql("INSERT INTO users (email) VALUES ('new@example.org') RETURNING id").scalar_one()
        last = connection.exec_driver_sql("SELECT max(id) FROM users WHERE id < %s", (added,)).scalar_one()
    assert added == last + 1
