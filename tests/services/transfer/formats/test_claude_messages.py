"""One message of Claude's export."""

from collections import Counter
from typing import Any

import pytest

from rxchat.domain.legacy_answers import read_answer
from rxchat.services.transfer.formats.claude_messages import draft_of
from rxchat.services.transfer.formats.imported_documents import Documents
from rxchat.services.transfer.formats.imported_messages import Draft

CLOCK = {
    "type": "tool_use",
    "name": "artifacts",
    "input": {
        "id": "x",
        "command": "create",
        "type": "application/vnd.ant.code",
        "language": "python",
        "title": "Clock",
        "content": "print(1)",
    },
}
SEARCH = {"type": "tool_use", "name": "web_search", "input": {}}
RESULT = {"type": "tool_result", "name": "artifacts", "content": [{"type": "text", "text": "OK"}]}
SHOWN = "**Clock**\n\n```python\nprint(1)\n```"
UNSUPPORTED = "```\nThis block is not supported on your current device yet.\n```"


def read(sender: str = "assistant", **more: Any) -> tuple[Draft | None, dict[str, int]]:
    left_out: Counter[str] = Counter()
    return draft_of({"sender": sender, "text": ""} | more, Documents(), left_out), dict(left_out)


def texts(*blocks: Any, **more: Any) -> list[str]:
    draft, _ = read(content=list(blocks), **more)
    assert draft is not None
    return [read_answer(text).text for text in draft.texts]


def test_an_artifact_stands_in_the_answer_with_words_and_without():
    assert texts({"type": "text", "text": "Here it is."}, CLOCK, RESULT) == ["Here it is.", SHOWN]
    assert texts(CLOCK, RESULT) == [SHOWN]
    assert texts(CLOCK, text=f"Here.\n{UNSUPPORTED}") == [SHOWN]


def test_what_is_spoken_is_kept():
    assert texts({"type": "voice_note", "title": "T", "text": "Good morning"}) == ["Good morning"]
    assert texts({"type": "new_kind", "text": "words"}) == ["words"]


def test_an_answer_of_tools_alone_is_a_step():
    draft, left_out = read(content=[SEARCH, RESULT], text=UNSUPPORTED)
    assert draft is not None
    assert (draft.is_step, draft.texts, left_out) == (True, [], {"tool calls": 1, "tool results": 1})
    assert read(content=[SEARCH, {"type": "text", "text": "Found"}])[0] == Draft(role=draft.role, texts=["Found"])
    assert read("human", content=[SEARCH]) == (None, {"tool calls": 1})


@pytest.mark.parametrize(
    ("citations", "expected"),
    [
        (
            [{"end_index": 5, "details": {"type": "web", "url": "https://a.example"}}],
            "Rain. ([a.example](https://a.example)) Sun.",
        ),
        (
            [
                {"end_index": 10, "title": "B", "url": "https://b.example"},
                {"end_index": 5, "details": {"url": "https://a.example", "title": "A"}},
                {"end_index": 5, "details": {"url": "https://a.example", "title": "A"}},
            ],
            "Rain. ([A](https://a.example)) Sun. ([B](https://b.example))",
        ),
        ([{"end_index": -1, "title": "A", "url": "https://a.example"}], "Rain. Sun. ([A](https://a.example))"),
        ([{"end_index": 5, "url": "javascript:x"}, 3], "Rain. Sun."),
        ("odd", "Rain. Sun."),
    ],
)
def test_what_is_cited_is_a_link(citations: Any, expected: str):
    assert texts({"type": "text", "text": "Rain. Sun.", "citations": citations}) == [expected]


@pytest.mark.parametrize(
    ("more", "expected", "count"),
    [
        ({"files": [{"file_name": "a.pdf"}]}, ["*[A file that was not imported: a.pdf]*"], 1),
        (
            {"files": [{"file_name": "A.PNG"}, {}]},
            ["*[An image that was not imported: A.PNG]*", "*[An image that was not imported]*"],
            2,
        ),
        ({"files": [], "files_v2": [{"file_name": "a.pdf"}]}, ["*[A file that was not imported: a.pdf]*"], 1),
        ({"attachments": [{"file_name": "n.txt", "extracted_content": "a"}]}, ["n.txt:\n\n```\na\n```"], 0),
        (
            {"attachments": [{"file_name": "scan.pdf", "extracted_content": ""}]},
            ["*[A file that was not imported: scan.pdf]*"],
            1,
        ),
        ({"attachments": [{"extracted_content": "pasted"}]}, ["Attached text:\n\n```\npasted\n```"], 0),
    ],
)
def test_what_came_with_a_message_leaves_its_text_or_its_name(more: dict[str, Any], expected: list[str], count: int):
    draft, left_out = read("human", **more)
    assert draft is not None
    assert (draft.texts, left_out.get("images and files", 0)) == (expected, count)


def test_an_image_in_the_answer_leaves_its_place():
    assert texts({"type": "image", "file_name": "plot.png"}) == ["*[An image that was not imported: plot.png]*"]
