"""The conversations of a file in batches."""

import json
from pathlib import Path
from typing import Any

import pytest

from rxchat.domain.errors import InvalidRequest
from rxchat.services.transfer import import_batches as module
from rxchat.services.transfer.import_batches import CONVERSATIONS_AT_ONCE, MOST_FAILURES_TOLD, MOST_UNKNOWN, Batch, batches_of
from rxchat.services.transfer.import_files import ImportFile

GOOD = {"uuid": "u", "name": "T", "chat_messages": [{"sender": "human", "text": "Hi"}]}


def batches(tmp_path: Path, *items: Any) -> list[Batch]:
    path = tmp_path / "upload"
    path.write_text(json.dumps(items))
    return list(batches_of(ImportFile(path)))


def test_a_batch_is_small_however_many_there_are(tmp_path: Path):
    found = batches(tmp_path, *[GOOD] * (2 * CONVERSATIONS_AT_ONCE + 1))
    assert [len(batch.archives) for batch in found] == [CONVERSATIONS_AT_ONCE, CONVERSATIONS_AT_ONCE, 1]
    long = GOOD | {"chat_messages": [{"sender": "human", "text": "x" * 400_000}] * 2}
    assert [len(batch.archives) for batch in batches(tmp_path, long, long, long)] == [2, 1]


def test_the_first_failures_are_told_and_all_are_counted(tmp_path: Path):
    [batch] = batches(tmp_path, *[GOOD | {"chat_messages": []}] * 100, *[{"title": "odd"}] * 100)
    assert (batch.failed, len(batch.failures), batch.sources) == (200, MOST_FAILURES_TOLD, {"claude"})


@pytest.mark.parametrize(("first", "message"), [([], "isn't a"), ([GOOD], "too many entries")])
def test_a_million_of_nothing_is_not_read_to_its_end(first: list[Any], message: str, tmp_path: Path):
    path = tmp_path / "upload"
    path.write_text("[" + ",".join([*map(json.dumps, first), *["{}"] * 1_000_000]) + "]")
    file = ImportFile(path)
    with pytest.raises(InvalidRequest, match=message):
        list(batches_of(file))
    assert file.share < 0.2
    assert len(batches(tmp_path, *first, *[{}] * (MOST_UNKNOWN - 1))) < 5


def test_entries_come_in_batches_before_conversations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "ENTRIES_AT_ONCE", 2)
    at = "2026-01-02T00:00:00Z"
    projects = [{"id": number, "name": "P", "created_at": at, "updated_at": at} for number in range(3)]
    file = tmp_path / "upload"
    head = {"format": "rxchat.conversations", "version": 3, "instructions": {"about_you": "Me"}}
    file.write_text(json.dumps({**head, "projects": projects, "folders": [{}], "conversations": [GOOD]}))
    found = list(batches_of(ImportFile(file)))
    assert [(batch.is_start, len(batch.entries), len(batch.archives)) for batch in found] == [
        (False, 0, 0),
        (True, 2, 0),
        (False, 1, 1),
    ]
    assert found[1].instructions.about_you == "Me"
    assert dict(found[2].entries_left_out) == {"unreadable folders": 1}
    assert found[1].sources == {"rxchat"}
