"""Artifacts of a Claude export become rows, with the versions of each."""

from collections import Counter
from typing import Any

import pytest

from rxchat.services.transfer.formats import imported_artifacts
from rxchat.services.transfer.formats.claude_export import read

HTML = {"id": "page", "type": "text/html", "title": "Page"}


def said(number: int, *calls: dict[str, Any], parent: int | None = None, text: str = "Here.") -> dict[str, Any]:
    tools = [{"type": "tool_use", "name": "artifacts", "input": call} for call in calls]
    return {
        "uuid": f"u{number}",
        "sender": "assistant" if number % 2 else "human",
        "created_at": f"2026-05-0{number + 1}T10:00:00Z",
        "content": [{"type": "text", "text": text}, *tools],
        "parent_message_uuid": f"u{number - 1 if parent is None else parent}" if number else None,
    }


def rows(*messages: dict[str, Any]) -> list[tuple[object, ...]]:
    archive = read({"uuid": "c", "name": "Chat", "chat_messages": list(messages)}, Counter())
    return [
        (one.message_id, one.identifier, one.kind, one.language, one.version, one.content, one.is_unfinished)
        for one in archive.artifacts
    ]


def test_each_call_is_a_version():
    create = HTML | {"command": "create", "content": "<b>1</b>"}
    update = {"id": "page", "command": "update", "old_str": "1", "new_str": "2"}
    other = {"id": "notes", "command": "create", "type": "text/markdown", "title": "Notes", "content": "# N"}
    rewrite = {"id": "page", "command": "rewrite", "content": "<i>3</i>"}
    assert rows(said(0), said(1, create, update), said(2), said(3, other, rewrite)) == [
        (2, "page", "html", "html", 1, "<b>1</b>", False),
        (2, "page", "html", "html", 2, "<b>2</b>", False),
        (4, "notes", "text", "markdown", 1, "# N", False),
        (4, "page", "html", "html", 3, "<i>3</i>", False),
    ]


def test_a_change_on_one_branch_is_none_on_the_other():
    create = HTML | {"command": "create", "content": "<b>1</b>"}
    update = {"id": "page", "command": "update", "old_str": "1"}
    found = rows(
        said(0),
        said(1, create),
        said(2),
        said(3, update | {"new_str": "2"}),
        said(4, parent=1),
        said(5, update | {"new_str": "3"}, parent=4),
    )
    assert [content for *_, content, _ in found] == ["<b>1</b>", "<b>2</b>", "<b>3</b>"]


def test_tags_in_the_text_of_an_old_export_are_artifacts_too():
    tag = '<antArtifact identifier="x" type="image/svg+xml" title="X">\n<svg/>\n</antArtifact>'
    assert rows(said(0), said(1, text=f"Here: {tag}")) == [(2, "x", "svg", "svg", 1, "<svg/>", False)]
    assert rows(said(0, text=tag), said(1)) == []


def test_what_is_too_long_is_cut_and_what_is_too_much_is_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(imported_artifacts, "MOST_ARTIFACTS", 2)
    calls = [{"id": f"a{n}", "type": "text/plain", "command": "create", "content": "x" * 5_000_000} for n in range(3)]
    left_out = Counter[str]()
    archive = read({"uuid": "c", "name": "Chat", "chat_messages": [said(0), said(1, *calls)]}, left_out)
    assert [len(one.content) for one in archive.artifacts] == [4 * 2**20] * 2
    assert left_out["artifacts after the first 2 of a chat"] == 1
