"""rxchat's own export, read."""

import json
import re
from collections import Counter
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from typing import Any

import pytest
from launch import ROOT

from rxchat.domain.archives import Archive, ArchivedConversation, ArchivedMessage
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.messages import Role
from rxchat.services.transfer.exports import ARCHIVE, VERSION
from rxchat.services.transfer.formats.rxchat_export import read, read_shared, refuse_newer

AT = datetime(2026, 1, 1, tzinfo=UTC)
WHOLE = Archive(
    conversation=ArchivedConversation(import_id="rxchat:1", title="T", provider="acme", model="m", created_at=AT, updated_at=AT),
    messages=(
        ArchivedMessage(id=1, role=Role.USER, content="Q", created_at=AT, provider="acme"),
        ArchivedMessage(id=2, role=Role.ASSISTANT, content="A", created_at=AT, status=MessageStatus.STREAMING),
    ),
)


def written() -> Any:
    return ARCHIVE.dump_python(WHOLE, mode="json")


def test_all_comes_along_and_no_answer_goes_on_growing():
    archive = read(written() | {"something": "newer"}, Counter())
    assert archive.conversation == WHOLE.conversation
    assert archive.messages[0] == WHOLE.messages[0]
    assert (archive.messages[1].status, archive.messages[1].provider) == (MessageStatus.INTERRUPTED, "acme")


def test_the_documented_example_is_read_as_it_stands():
    [example] = re.findall(r"^```json\n(.*?)^```", (ROOT / "docs" / "exports.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    document = json.loads(example)
    refuse_newer(document)
    [item] = document["conversations"]
    archive = read(item, Counter())
    assert (archive.conversation.title, archive.messages[0].content, archive.messages[0].notes) == ("Holiday", "Where to?", ())
    shared = read_shared(document["shared_messages"][0], Counter())
    assert shared is not None
    assert (shared.share_id, shared.content) == (archive.shares[0].id, "Where to?")
    assert set(item["messages"][0]) == {field.name for field in fields(ArchivedMessage)}
    assert set(item["conversation"]) == {field.name for field in fields(ArchivedConversation)}


@pytest.mark.parametrize("place", ["conversation", "message"])
def test_what_is_null_is_the_same_as_what_is_not_there(place: str):
    kind = ArchivedConversation if place == "conversation" else ArchivedMessage
    for field in fields(kind):
        item = written()
        within = item["conversation"] if place == "conversation" else item["messages"][1]
        within[field.name] = None
        if field.default is MISSING:
            with pytest.raises(ValueError, match=field.name):
                read(item, Counter())
            continue
        with_null = read(item, Counter())
        del within[field.name]
        assert with_null == read(item, Counter())


@pytest.mark.parametrize(
    ("parents", "kept"),
    [
        ([None, 1, 2, 3], [None, 1, 2, 3]),
        ([2, 1, 2, 77], [None, 1, 2, 77]),
        ([1, 1, 4, 3], [None, 1, None, 3]),
        ([3, 4, 4, 2], [3, None, 4, 2]),
    ],
)
def test_parents_that_lead_in_a_circle_are_cut_at_the_oldest_message(parents: list[int | None], kept: list[int | None]):
    item = written()
    said = item["messages"][0]
    item["messages"] = [said | {"id": id_, "parent_message_id": parent} for id_, parent in enumerate(parents, 1)]
    assert [message.parent_message_id for message in read(item, Counter()).messages] == kept


def test_an_invalid_field_is_reported_with_its_path():
    odd = written()
    odd["messages"][1]["role"] = "tool"
    with pytest.raises(ValueError, match=r"messages\.1\.role"):
        read(odd, Counter())
    twice = written()
    twice["messages"][1]["id"] = 1
    with pytest.raises(ValueError, match="Duplicate message IDs"):
        read(twice, Counter())
    nobodys = written()
    nobodys["conversation"]["provider"] = ""
    with pytest.raises(ValueError, match="Missing ID or provider"):
        read(nobodys, Counter())


def test_times_without_a_zone_are_in_utc():
    edited = written()
    edited["conversation"]["updated_at"] = edited["messages"][1]["created_at"] = "2026-01-01T00:00:00"
    edited["messages"][0]["created_at"] = "2026-01-01T02:00:00+02:00"
    archive = read(edited, Counter())
    assert [archive.conversation.updated_at, *(message.created_at for message in archive.messages)] == [AT] * 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cost", "1E+1000000"),
        ("cost", "1E-1000000"),
        ("cost", "NaN"),
        ("error", {"code": "x", "message": "m", "retry_after": float("inf")}),
        ("created_at", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_numbers_and_times_without_bounds_are_refused(name: str, value: Any):
    odd = written()
    odd["messages"][0][name] = value
    with pytest.raises(ValueError, match=r"no amount|no number|calendar|finite"):
        read(odd, Counter())


def test_a_newer_file_is_refused():
    refuse_newer({"version": VERSION})
    refuse_newer({"version": "odd"})
    with pytest.raises(InvalidRequest, match="newer"):
        refuse_newer({"version": VERSION + 1})
