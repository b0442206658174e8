"""One message of ChatGPT's export."""

from collections import Counter
from typing import Any

import pytest

from rxchat.services.transfer.formats.chatgpt_messages import draft_of
from rxchat.services.transfer.formats.imported_documents import Documents
from rxchat.services.transfer.formats.imported_markdown import RECORDING

POINTER = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-1"}
SOUND = {"content_type": "audio_asset_pointer", "asset_pointer": "sediment://file_2"}
PDF = {"id": "file-2", "name": "report.pdf", "mimeType": "application/pdf", "size": 1000}
PHOTO = {"id": "file-1", "name": "cat.png", "mime_type": "image/png"}
FILES = "images and files"


def read(role: str, content: dict[str, Any], **more: Any) -> tuple[list[str] | None, dict[str, int]]:
    """The texts, and what was left out."""
    left_out: Counter[str] = Counter()
    draft = draft_of({"author": {"role": role}, "content": content} | more, "gpt", Documents(), left_out)
    return (None if draft is None else draft.texts), dict(left_out)


def text(*parts: Any, kind: str = "text") -> dict[str, Any]:
    return {"content_type": kind, "parts": list(parts)}


@pytest.mark.parametrize(
    ("content", "attachments", "texts", "count"),
    [
        (text("Sum this up"), [PDF], ["Sum this up", "*[A file that was not imported: report.pdf]*"], 1),
        (text(""), [PDF], ["*[A file that was not imported: report.pdf]*"], 1),
        (
            text(),
            [PDF, {"name": "b.csv"}, {}],
            [
                "*[A file that was not imported: report.pdf]*",
                "*[A file that was not imported: b.csv]*",
                "*[A file that was not imported]*",
            ],
            3,
        ),
        (text(POINTER, "Look", kind="multimodal_text"), [PHOTO], ["*[An image that was not imported: cat.png]*", "Look"], 1),
        (
            text(POINTER, kind="multimodal_text"),
            [PDF],
            ["*[An image that was not imported]*", "*[A file that was not imported: report.pdf]*"],
            2,
        ),
        (text("Look"), [PHOTO], ["Look", "*[An image that was not imported: cat.png]*"], 1),
        (text({"content_type": "audio_transcription", "text": "Hi"}, SOUND, kind="multimodal_text"), [], ["Hi"], 1),
        (text(SOUND, kind="multimodal_text"), [], [RECORDING], 1),
        (text("Hi"), "odd", ["Hi"], 0),
    ],
)
def test_what_a_person_attached_leaves_its_name(content: dict[str, Any], attachments: Any, texts: list[str], count: int):
    result = read("user", content, metadata={"attachments": attachments})
    assert result == (texts, {FILES: count} if count else {})


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ({"content_type": "code", "language": "python", "text": "print(1)"}, ["```python\nprint(1)\n```"]),
        ({"content_type": "code", "language": "unknown", "text": '{"a": 1}'}, ['```json\n{"a": 1}\n```']),
        ({"content_type": "code", "text": "ls"}, ["```\nls\n```"]),
        ({"content_type": "execution_output", "text": "1"}, ["```\n1\n```"]),
        (
            {"content_type": "tether_quote", "text": "a\nb", "title": "T", "url": "https://a.example"},
            ["> a\n> b", "[T](https://a.example)"],
        ),
        ({"content_type": "sonic_webpage", "text": "", "title": "T", "url": "https://a.example"}, ["", "[T](https://a.example)"]),
        ({"content_type": "tether_browsing_display", "result": "found"}, ["found"]),
        ({"content_type": "new_kind", "text": "words"}, ["words"]),
    ],
)
def test_an_answer_of_any_kind_keeps_its_words(content: dict[str, Any], texts: list[str]):
    for more in ({}, {"recipient": "all"}, {"recipient": None}):
        assert read("assistant", content, **more) == ([text for text in texts if text], {})


@pytest.mark.parametrize(
    ("role", "content", "more", "left_out"),
    [
        ("system", text("x"), {}, {"hidden instructions": 1}),
        ("user", text("x"), {"metadata": {"is_visually_hidden_from_conversation": True}}, {"hidden instructions": 1}),
        ("user", {"content_type": "user_editable_context", "user_profile": "x"}, {}, {"custom instructions": 1}),
        ("assistant", {"content_type": "model_editable_context", "model_set_context": "x"}, {}, {"custom instructions": 1}),
        ("tool", text("x"), {}, {"tool results": 1}),
        ("tool", {"content_type": "execution_output", "text": "x"}, {}, {"tool results": 1}),
        ("critic", text("x"), {}, {"messages of other roles": 1}),
        ("assistant", {"content_type": "new_kind", "odd": 1}, {}, {"other pieces": 1}),
        ("assistant", {"content_type": "reasoning_recap", "content": "Thought for 3 s"}, {}, {}),
        ("assistant", text(""), {}, {}),
    ],
)
def test_what_is_left_out_is_counted_by_what_it_is(role: str, content: Any, more: dict[str, Any], left_out: dict[str, int]):
    assert read(role, content, **more) == (None, left_out)


def test_a_call_of_a_tool_is_a_step_of_an_answer():
    left_out: Counter[str] = Counter()
    call = {"author": {"role": "assistant"}, "recipient": "python", "content": {"content_type": "code", "text": "1"}}
    draft = draft_of(call, "gpt", Documents(), left_out)
    assert draft is not None
    assert (draft.is_step, draft.texts, left_out) == (True, [], {"tool calls": 1})


def test_what_a_tool_drew_is_called_by_what_was_asked_for():
    drawn = POINTER | {"metadata": {"dalle": {"prompt": "A cat in a hat"}}}
    assert read("tool", text("DALL-E displayed 1 image.", drawn, kind="multimodal_text")) == (
        ["*[A drawn image that was not imported: A cat in a hat]*"],
        {FILES: 1},
    )
    assert read("tool", text(POINTER, kind="multimodal_text"), metadata={"image_gen_title": "A dog"})[0] == [
        "*[A drawn image that was not imported: A dog]*"
    ]
    assert read("tool", text(POINTER, kind="multimodal_text"))[0] == ["*[A drawn image that was not imported]*"]


def test_the_canvas_stands_in_the_answer():
    call = {"content_type": "text", "parts": ['{"name": "Letter", "type": "document", "content": "Dear N."}']}
    assert read("assistant", call, recipient="canmore.create_textdoc") == (["**Letter**\n\nDear N."], {})


@pytest.mark.parametrize("message", [None, 3, {}, {"author": 3}, {"author": {"role": ["x"]}, "content": 3, "metadata": 3}])
def test_what_is_no_message_is_none(message: Any):
    assert draft_of(message, "gpt", Documents(), Counter()) is None
