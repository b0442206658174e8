import pytest
from sqlalchemy import URL, Connection, text

from rxchat.db.postgres.postgres_database import upgrading_engine
from rxchat.db.postgres.postgres_migrations import require_server, tables
from rxchat.db.schema.core_tables import UserRow
from rxchat.domain.errors import StartupFailed


class _Server:
    """Answers what a server would say of itself."""

    def __init__(self, *answers: object) -> None:
        self._answers = iter(answers)

    def scalar(self, _query: object) -> object:
        return next(self._answers)


@pytest.mark.parametrize(
    ("answers", "problem", "hint"),
    [
        (("130011", "13.11"), "PostgreSQL 13.11", "14 or newer"),
        (("150018", "SQL_ASCII"), "keeps its text as SQL_ASCII", "--encoding UTF8"),
        (("150018", "UTF8", False), "without ICU", "with ICU"),
    ],
)
def test_a_server_that_cannot_be_used_is_named(answers: tuple[object, ...], problem: str, hint: str):
    server: Connection = _Server(*answers)  # pyright: ignore[reportAssignmentType]
    with pytest.raises(StartupFailed, match=problem) as caught:
        require_server(server, "PostgreSQL database chat on db")
    assert hint in caught.value.hint


def test_each_table_and_column_is_there(postgres_url: URL):
    made = tables()
    assert made.tables.keys() == UserRow.metadata.tables.keys()
    query = text("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
    with upgrading_engine(postgres_url).begin() as connection:
        found = {tuple(row) for row in connection.execute(query)}
    assert {(table.name, column.name) for table in UserRow.metadata.sorted_tables for column in table.columns} <= found
