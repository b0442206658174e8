"""ChatGPT's export."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from rxchat.domain.archives import Archive
from rxchat.services.transfer.formats.chatgpt_export import read

STARTED_AT = 1704067200.25


def said(role: str, *parts: Any, kind: str = "text", **more: Any) -> dict[str, Any]:
    message = {"author": {"role": role}, "content": {"content_type": kind, "parts": list(parts)}, "recipient": "all"}
    return message | {"create_time": None, "metadata": {}} | more


def conversation(nodes: dict[str, tuple[str | None, Any]], current: str | None = None, **more: Any) -> dict[str, Any]:
    """Nodes by name: their parent and their message."""
    mapping = {name: {"id": name, "parent": parent, "message": message} for name, (parent, message) in nodes.items()}
    item = {"id": "c-1", "title": "Trip", "create_time": STARTED_AT, "mapping": mapping, "current_node": current}
    return item | {"default_model_slug": "gpt-5"} | more


def read_quietly(item: dict[str, Any]) -> Archive:
    return read(item, Counter())


def turns(archive: Archive) -> list[tuple[int, int | None, str, str]]:
    return [(message.id, message.parent_message_id, message.role.value, message.content) for message in archive.messages]


def test_a_plain_conversation_with_its_models_and_times():
    archive = read_quietly(
        conversation(
            {
                "root": (None, None),
                "a": ("root", said("user", "Where to?", create_time=STARTED_AT + 1)),
                "b": ("a", said("assistant", "Lis", "bon", create_time=STARTED_AT + 2, metadata={"model_slug": "o3"})),
                "c": ("b", said("user", "And then?", create_time=None)),
                "d": ("c", said("assistant", "Porto")),
            },
            "d",
            is_archived=True,
        )
    )
    archived = archive.conversation
    assert (archived.import_id, archived.title, archived.provider, archived.model) == ("chatgpt:c-1", "Trip", "openai", "gpt-5")
    assert (archived.created_at, archived.is_archived) == (datetime.fromtimestamp(STARTED_AT, UTC), True)
    assert turns(archive) == [
        (1, None, "user", "Where to?"),
        (2, 1, "assistant", "Lis\n\nbon"),
        (3, 2, "user", "And then?"),
        (4, 3, "assistant", "Porto"),
    ]
    assert [message.model for message in archive.messages] == ["", "o3", "", "gpt-5"]
    assert {message.provider for message in archive.messages} == {"openai"}
    assert archive.messages[2].created_at == datetime.fromtimestamp(STARTED_AT + 2, UTC)


def test_all_branches_come_along_and_the_one_that_was_shown_is_the_newest():
    nodes = {
        "root": (None, None),
        "q": ("root", said("user", "Q")),
        "new": ("q", said("assistant", "shown")),
        "new2": ("new", said("user", "go on")),
        "old": ("q", said("assistant", "replaced")),
        "old2": ("old", said("user", "hm")),
    }
    archive = read_quietly(conversation(nodes, "new2"))
    assert [text for *_, text in turns(archive)] == ["Q", "replaced", "hm", "shown", "go on"]
    assert [parent for _, parent, *_ in turns(archive)] == [None, 1, 2, 1, 4]
    other = read_quietly(conversation(nodes, "old2"))
    assert [text for *_, text in turns(other)] == ["Q", "shown", "go on", "replaced", "hm"]


def question_and_answer(letter: str, at: float | None = None) -> dict[str, tuple[str | None, Any]]:
    """A version of the first question, and its answer."""
    return {
        letter: ("root", said("user", letter, create_time=at)),
        letter * 2: (letter, said("assistant", letter * 2, create_time=at and at + 1)),
    }


@pytest.mark.parametrize("current", ["A", "AA", "B", "BB", "C", "CC", "gone", None])
def test_versions_of_a_question_keep_their_order_and_the_shown_one_is_shown(current: str | None):
    versions = {
        **question_and_answer("B", STARTED_AT + 20),
        **question_and_answer("A", STARTED_AT + 10),
        **question_and_answer("C", STARTED_AT + 30),
    }
    archive = read_quietly(conversation({"root": (None, None), **versions}, current))
    assert [text for *_, text in turns(archive)] == ["A", "AA", "B", "BB", "C", "CC"]
    assert [parent for _, parent, *_ in turns(archive)] == [None, 1, None, 3, None, 5]
    assert archive.conversation.current_message_id == {"A": 2, "B": 4}.get((current or "C")[0], 6)


def test_siblings_stand_as_their_parent_has_them():
    item = conversation({"root": (None, None), **question_and_answer("B"), **question_and_answer("A")}, "AA")
    item["mapping"]["root"]["children"] = ["A", "B"]
    archive = read_quietly(item)
    assert [text for *_, text in turns(archive)] == ["A", "AA", "B", "BB"]
    assert archive.conversation.current_message_id == 2


def test_what_has_no_parent_is_below_the_node_that_has_it_as_a_child():
    nodes = {"b": (None, said("assistant", "B")), "a": (None, said("user", "A")), "root": (None, None)}
    item = conversation(nodes, "b")
    item["mapping"]["root"]["children"], item["mapping"]["a"]["children"] = ["a", None, "nowhere"], ["b"]
    assert turns(read_quietly(item)) == [(1, None, "user", "A"), (2, 1, "assistant", "B")]
    assert read_quietly(item).conversation.current_message_id is None


def test_answers_that_share_their_thoughts_stay_apart():
    thoughts = {"author": {"role": "assistant"}, "content": {"content_type": "thoughts", "thoughts": [{"summary": "Hm"}]}}
    nodes = {
        "q": (None, said("user", "Q")),
        "t": ("q", thoughts),
        "a": ("t", said("assistant", "A")),
        "b": ("t", said("assistant", "B")),
    }
    archive = read_quietly(conversation(nodes, "b"))
    assert turns(archive) == [(1, None, "user", "Q"), (2, 1, "assistant", ""), (3, 2, "assistant", "A"), (4, 2, "assistant", "B")]
    assert archive.messages[1].thinking == "Hm"
    assert archive.conversation.current_message_id == 4


def test_dates_and_a_title_are_found_where_they_are():
    item = conversation({"q": (None, said("user", "Where to?"))}, "q", title=None, create_time=None, update_time=1700000000.5)
    archive = read_quietly(item)
    assert archive.conversation.title == "Where to?"
    at = datetime.fromtimestamp(1700000000.5, UTC)
    assert {archive.conversation.created_at, archive.conversation.updated_at, archive.messages[0].created_at} == {at}


def test_thoughts_and_tools_are_folded_into_the_answer_and_counted():
    left_out: Counter[str] = Counter()
    thoughts = {"author": {"role": "assistant"}, "content": {"content_type": "thoughts", "thoughts": [{"content": "Let me see"}]}}
    call = {"author": {"role": "assistant"}, "content": {"content_type": "code", "text": "search()"}, "recipient": "web.run"}
    archive = read(
        conversation(
            {
                "s": (None, said("system", "")),
                "h": ("s", said("user", "hidden", metadata={"is_visually_hidden_from_conversation": True})),
                "q": ("h", said("user", "Q")),
                "t": ("q", thoughts),
                "r": ("t", said("assistant", kind="reasoning_recap", content={"content_type": "reasoning_recap"})),
                "c": ("r", call),
                "o": ("c", said("tool", "result", kind="execution_output")),
                "a": ("o", said("assistant", "First.")),
                "b": ("a", said("assistant", "Second.")),
            },
            "b",
        ),
        left_out,
    )
    assert turns(archive) == [(1, None, "user", "Q"), (2, 1, "assistant", "First.\n\nSecond.")]
    assert archive.messages[1].thinking == "Let me see"
    assert left_out == {"hidden instructions": 2, "tool calls": 1, "tool results": 1}


def test_an_image_leaves_its_place_and_speech_its_words():
    left_out: Counter[str] = Counter()
    parts = [{"content_type": "image_asset_pointer"}, {"content_type": "audio_transcription", "text": "Look"}, "at this"]
    archive = read(conversation({"q": (None, said("user", *parts, kind="multimodal_text"))}), left_out)
    assert archive.messages[0].content == "*[An image that was not imported]*\n\nLook\n\nat this"
    assert left_out == {"images and files": 1}


@pytest.mark.parametrize(
    "mapping",
    [
        {},
        None,
        [],
        {"a": None},
        {"a": {"message": 3}},
        {"a": {"message": {"author": None, "content": None}}},
        {"a": {"parent": "b", "message": said("user", "x")}, "b": {"parent": "a", "message": None}},
    ],
)
def test_one_without_messages_says_so(mapping: Any):
    with pytest.raises(ValueError, match="no message"):
        read_quietly({"mapping": mapping, "title": 7})
