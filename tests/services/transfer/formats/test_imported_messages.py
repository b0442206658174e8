"""What the readers of other programs' exports share."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rxchat.domain.messages import Role
from rxchat.services.transfer.formats.imported_markdown import file_note
from rxchat.services.transfer.formats.imported_messages import (
    Draft,
    archive_of,
    clean,
    import_id_of,
    list_of,
    objects_of,
    time_of,
)

AT = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1704067200.0, AT),
        (1704067200, AT),
        ("2024-01-01T00:00:00Z", AT),
        ("2024-01-01T01:00:00.000000+01:00", AT),
        ("2024-01-01", AT),
        (1704067200_000, AT),
        (1704067200_000_000, AT),
        (1704067200_000_000_000, AT),
        ("1704067200", AT),
        (" 1704067200.0 ", AT),
        (1, None),
        (-1704067200, None),
        (True, None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
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
    assert clean("a\0b\ud800c\udc00 \ud83d\ude00") == "ab\ufffdc\ufffd \U0001f600"


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
    archived = archive.conversation
    assert (archived.title, archived.model, archived.created_at, archived.last_message_at) == ("Hi", "m", AT, later)
    assert [(message.parent_message_id, message.thinking) for message in archive.messages] == [(None, None), (1, "hm")]


def draft(number: int, at: datetime | None, *texts: str, role: Role = Role.USER) -> Draft:
    return Draft(number=number, parent=number - 1 or None, role=role, at=at, texts=list(texts))


LATER = AT.replace(year=2025)


@pytest.mark.parametrize(
    ("times", "created", "updated", "expected"),
    [
        ((None, None), AT, LATER, (AT, LATER, AT, AT)),
        ((None, None), None, AT, (AT, AT, AT, AT)),
        ((None, AT), None, LATER, (AT, AT, AT, AT)),
        ((AT, LATER), None, None, (AT, LATER, AT, LATER)),
        ((AT, None), LATER, None, (LATER, AT, AT, AT)),
    ],
)
def test_a_date_that_is_not_there_is_one_that_is(
    times: tuple[datetime | None, ...],
    created: datetime | None,
    updated: datetime | None,
    expected: tuple[datetime, ...],
):
    drafts = [draft(number, at, "x") for number, at in enumerate(times, 1)]
    archive = archive_of(drafts, import_id="a", title="T", provider="p", created_at=created, updated_at=updated)
    archived = archive.conversation
    assert (archived.created_at, archived.updated_at, *(message.created_at for message in archive.messages)) == expected


def test_without_any_date_it_is_of_today():
    before = datetime.now(UTC)
    archive = archive_of([draft(1, None, "x")], import_id="a", title="T", provider="p", created_at=None)
    assert before <= archive.conversation.created_at == archive.messages[0].created_at


@pytest.mark.parametrize(
    ("drafts", "expected"),
    [
        ([draft(1, AT, "Where to go in May?\nAnd how?")], "Where to go in May?"),
        ([draft(1, AT, file_note("a.pdf"), "Sum this up")], "Sum this up"),
        ([draft(1, AT, "Hello, I am", role=Role.ASSISTANT), draft(2, AT, "Hi there")], "Hi there"),
        ([draft(1, AT, file_note("a.pdf")), draft(2, AT, "A summary", role=Role.ASSISTANT)], "A summary"),
        ([draft(1, AT, file_note("a.pdf"))], "Untitled"),
    ],
)
def test_one_without_a_title_is_called_by_its_first_words(drafts: list[Draft], expected: str):
    for title in (None, "", "  ", 7):
        archive = archive_of(drafts, import_id="a", title=title, provider="p", created_at=None)
        assert archive.conversation.title == expected


def test_what_is_no_list_has_nothing_in_it():
    assert list_of("abc") == objects_of(None) == []
    assert objects_of([1, {"a": 1}, "x"]) == [{"a": 1}]
