"""Consecutive messages of a conversation."""

from datetime import UTC, datetime

import pytest

from rxchat.domain.conversations import SavedMessage
from rxchat.domain.message_window import MessageWindow
from rxchat.domain.messages import Role


def message(number: int) -> SavedMessage:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return SavedMessage(id=number, conversation_id=1, parent_id=None, role=Role.USER, text=str(number), created_at=at)


@pytest.mark.parametrize(
    ("count", "ids", "has_earlier"), [(1, [3], True), (2, [2, 3], True), (3, [1, 2, 3], False), (9, [1, 2, 3], False)]
)
def test_its_last_messages_say_whether_there_are_others_before(count: int, ids: list[int], *, has_earlier: bool):
    whole = MessageWindow(
        messages=(message(1), message(2), message(3)), has_earlier=False, has_later=True, is_shown=False, versions={}
    )
    last = whole.last(count)
    assert ([one.id for one in last.messages], last.has_earlier) == (ids, has_earlier)
    assert (last.has_later, last.is_shown) == (True, False)


def test_messages_before_the_window_are_not_forgotten():
    whole = MessageWindow(messages=(message(2), message(3)), has_earlier=True, has_later=False, is_shown=True, versions={})
    assert whole.last(2).has_earlier
