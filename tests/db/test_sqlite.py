from pathlib import Path

import pytest
from sqlalchemy import Column, Text, create_engine, literal, select

from rxchat.db.sqlite import BEGIN, SERVING_PRAGMAS, match_expression, prepare, to_the_second


@pytest.mark.parametrize(
    "text", ["2025-06-01 10:00:00", "2025-06-01 10:00:00.123", "2025-06-01T10:00:00.123456Z", "2025-06-01T10:00:00"]
)
def test_every_form_of_a_date_sorts_as_one(text: str) -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        assert connection.scalar(select(to_the_second(literal(text)))) == "2025-06-01 10:00:00"
    engine.dispose()


def test_a_prepared_connection_has_its_pragmas_and_begins_as_told(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}", connect_args={"isolation_level": None})
    prepare(engine, SERVING_PRAGMAS)
    with engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
        assert found == ["wal", 2, 1]
        with engine.connect().execution_options(**{BEGIN: "IMMEDIATE"}) as writer:
            writer.begin()
            assert connection.exec_driver_sql("SELECT count(*) FROM users").scalar() == 0  # a reader does not wait for it
    engine.dispose()


def test_a_column_can_be_cut_to_the_second() -> None:
    assert "substr" in str(to_the_second(Column("created_at", Text)))


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (["steam", "engine"], '"steam" "engine"*'),
        (["x"], '"x"'),
        (["中"], '"中"*'),
        (['say "no"'], '"say ""no"""*'),
        (["AND", "a*"], '"AND" "a*"*'),
    ],
)
def test_what_a_person_looks_for_is_quoted(terms: list[str], expected: str) -> None:
    assert match_expression(terms) == expected
