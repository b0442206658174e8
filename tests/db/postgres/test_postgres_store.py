from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import URL, text

from rxchat.db.maintenance.migrations import head_revision
from rxchat.db.postgres import postgres_store
from rxchat.db.postgres.postgres_store import PostgresStore
from rxchat.domain.errors import StartupFailed


def test_a_new_database_is_made_once_and_then_left_alone(store: PostgresStore):
    steps = list[str]()
    assert not store.is_current()
    for _ in range(2):
        store.prepare(steps.append)
    assert (steps, store.is_current(), store.revision()) == (["Creating the database"], True, head_revision())
    assert store.counts() == dict.fromkeys(("users", "conversations", "messages", "usage_tracking"), 0)
    assert store.problems() == []
    assert "PostgreSQL" in store.about()
    assert store.size() > 0


def test_several_serve_it_and_none_while_it_is_changed(store: PostgresStore, empty_url: URL):
    other = PostgresStore(empty_url.render_as_string(hide_password=False))
    with store.claimed(print):
        assert (store.is_served(), store.is_shared()) == (True, False)
        with other.claimed(print):
            assert (store.is_shared(), other.is_shared()) == (True, True)
        with pytest.raises(StartupFailed, match="in use by another rxchat"), other.unserved():
            pytest.fail("it is served")
    assert not store.is_served()


def test_an_upgrade_waits_for_no_server_and_is_refused(store: PostgresStore, monkeypatch: pytest.MonkeyPatch):
    with store.claimed(print):
        monkeypatch.setattr(postgres_store, "is_outdated", lambda _connection: True)
        with pytest.raises(StartupFailed, match="in use by another rxchat"):
            store.prepare(print)


def test_of_two_first_starts_one_makes_the_tables(empty_url: URL):
    address, steps = empty_url.render_as_string(hide_password=False), list[str]()
    both_serve = Barrier(2)

    def start() -> None:
        with PostgresStore(address).claimed(steps.append):
            both_serve.wait(30)

    with ThreadPoolExecutor(2) as starts:
        for done in [starts.submit(start) for _ in range(2)]:
            done.result()
    assert steps == ["Creating the database"]


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("CREATE TABLE invoices (id int)", "isn't rxchat's: it has a table invoices"),
        ("CREATE TABLE alembic_version AS SELECT '9999'::text AS version_num", "from a newer version of rxchat"),
        ("CREATE TABLE alembic_version AS SELECT '0001'::text AS version_num", "is at revision 0001, which no version"),
    ],
)
def test_a_database_of_another_program_or_version_stays_as_it_is(store: PostgresStore, statement: str, problem: str):
    with store.connected() as connection:
        connection.execute(text(statement))
    with pytest.raises(StartupFailed, match=problem):
        store.prepare(print)
