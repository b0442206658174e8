"""What a tab is sent of the list: as little as the change, and enough to notice what it has missed."""

from datetime import UTC, datetime

import pytest

from rxchat.domain.conversations import Conversation
from rxchat.domain.requests import AnswerOptions
from rxchat.state.list_changes import MOST_ROWS, ListChanges

AT = datetime(2026, 11, 29, 10, 30, 5, 999, tzinfo=UTC)


def conversation(key: int, title: str = "Chat") -> Conversation:
    options = AnswerOptions(system="Be brief. " * 1000)
    return Conversation(id=key, title=title, provider="acme", model="known", created_at=AT, updated_at=AT, settings=options)


def numbers(changes: ListChanges) -> list[tuple[int, int]]:
    return [(change.id, change.number) for change in changes.rows]


def test_a_row_says_what_the_list_shows_and_no_more():
    (change,) = ListChanges().add({7: conversation(7, "Garden")}).rows
    assert change.row is not None
    assert (change.row.id, change.row.title, change.row.updated_at[:19]) == (7, "Garden", "2026-11-29T10:30:05")
    assert "Be brief" not in str(change)


def test_a_deleted_conversation_has_no_row():
    (change,) = ListChanges().add({7: None}).rows
    assert (change.id, change.row) == (7, None)


def test_the_rows_of_the_last_changes_are_repeated_each_as_it_is_now():
    changes = ListChanges().reload()
    for key in (1, 2, 1, 3):
        changes = changes.add({key: conversation(key)})
    assert numbers(changes) == [(2, 3), (1, 4), (3, 5)]
    assert (changes.number, changes.floor) == (5, 1)


def test_a_list_that_missed_a_row_that_is_no_longer_repeated_is_below_the_floor():
    changes = ListChanges().reload()
    for key in range(10):
        changes = changes.add({key: conversation(key)})
    assert numbers(changes) == [(key, key + 2) for key in range(4, 10)]
    assert (changes.number, changes.floor) == (11, 5)


def test_what_is_repeated_is_bounded_also_after_a_change_of_many():
    changes = ListChanges().add({key: conversation(key) for key in range(MOST_ROWS)}).add({99: None})
    assert len(changes.rows) < 10
    assert changes.floor == 1  # who has seen the first change misses nothing


@pytest.mark.parametrize("many", [None, {key: conversation(key) for key in range(MOST_ROWS + 1)}])
def test_a_change_that_no_rows_describe_reloads_the_list(many: dict[int, Conversation] | None):
    changes = ListChanges().add({1: None}).add(many)
    assert (changes.number, changes.floor, changes.rows) == (2, 2, ())
