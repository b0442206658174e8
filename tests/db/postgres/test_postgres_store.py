import pytest
from sqlalchemy import text

from rxchat.db.maintenance.migrations import head_revision
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


def test_one_process_serves_it(store: PostgresStore):
    with store.claimed(print):
        assert store.is_served()
        with pytest.raises(StartupFailed, match="in use by another rxchat"), store.claimed(print):
            pytest.fail("two serve it")
    assert not store.is_served()


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
