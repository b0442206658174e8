"""What the readers of other programs' exports share."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rxchat.domain.messages import Role
from rxchat.services.foreign_messages import Draft, archive_of, clean, import_id_of, list_of, objects_of, time_of

AT = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1704067200.0, AT),
        (1704067200, AT),
        ("2024-01-01T00:00:00Z", AT),
        ("2024-01-01T01:00:00.000000+01:00", AT),
        ("2024-01-01", AT),
        ("yesterday", None),
        (None, None),
        (0, None),
        (float("inf"), None),
        (10**30, None),
        ([], None),
    ],
)
def test_times_of_either_kind(value: Any, expected: datetime | None):
    assert time_of(value) == expected


def test_what_a_database_cannot_hold_is_taken_out():
    assert clean("a\0b\ud800c") == "ab?c"


def test_an_id_is_the_others_or_made_of_the_conversation():
    assert import_id_of("claude", " 12 ", {}) == "claude:12"
    made = import_id_of("claude", None, {"a": [1], "b": 2})
    assert made == import_id_of("claude", "", {"b": 2, "a": [1]})
    assert made != import_id_of("claude", None, {"a": [2]})


def test_a_conversation_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no message"):
        archive_of([], import_id="a", title="T", provider="p", created_at=None)


def test_its_dates_and_model_are_those_of_its_messages():
    later = AT.replace(year=2025)
    drafts = [
        Draft(number=1, parent=None, role=Role.USER, at=AT, texts=["Hi"]),
        Draft(number=2, parent=1, role=Role.ASSISTANT, at=later, model="m", texts=["Ho"], thoughts=["hm"]),
    ]
    archive = archive_of(drafts, import_id="a", title=None, provider="p", created_at=None)
    told = archive.conversation
    assert (told.title, told.model, told.created_at, told.last_message_at) == ("Untitled", "m", AT, later)
    assert [(message.parent_message_id, message.thinking) for message in archive.messages] == [(None, None), (1, "hm")]


def test_what_is_no_list_has_nothing_in_it():
    assert list_of("abc") == objects_of(None) == []
    assert objects_of([1, {"a": 1}, "x"]) == [{"a": 1}]
