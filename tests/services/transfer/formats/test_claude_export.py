"""Claude's export."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from rxchat.domain.legacy_answers import read_answer
from rxchat.domain.messages import Role
from rxchat.services.transfer.formats.claude_export import read

ROOT = "00000000-0000-4000-8000-000000000000"


def said(uuid: str, sender: str, text: str = "", **more: Any) -> dict[str, Any]:
    return {"uuid": uuid, "sender": sender, "text": text, "created_at": "2026-03-01T10:00:00.5Z"} | more


def conversation(*messages: Any, **more: Any) -> dict[str, Any]:
    item = {"uuid": "u-1", "name": "Trip", "created_at": "2026-03-01T09:00:00Z", "chat_messages": list(messages)}
    return item | more


def test_a_plain_conversation_follows_its_own_order():
    archive = read(conversation(said("a", "human", "Where to?"), said("b", "assistant", "Lisbon")), Counter())
    archived = archive.conversation
    assert (archived.import_id, archived.title, archived.provider, archived.model) == ("claude:u-1", "Trip", "claude", "")
    assert archived.created_at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert [(message.parent_message_id, message.role.value, message.content) for message in archive.messages] == [
        (None, "user", "Where to?"),
        (1, "assistant", "Lisbon"),
    ]


def test_blocks_are_the_text_the_thoughts_and_what_is_left_out():
    left_out: Counter[str] = Counter()
    content = [
        {"type": "thinking", "thinking": "Hm"},
        {"type": "text", "text": "One"},
        {"type": "tool_use", "name": "web_search"},
        {"type": "tool_result", "content": []},
        {"type": "text", "text": "Two"},
        {"type": "flag"},
    ]
    question = said(
        "a",
        "human",
        "Read",
        attachments=[{"file_name": "n.txt", "extracted_content": "a ``` b"}, {"extracted_content": ""}],
        files=[{"file_name": "x.png"}],
    )
    archive = read(conversation(question, said("b", "assistant", "One Two", content=content)), left_out)
    asked, answered = archive.messages
    assert asked.content == "Read\n\nn.txt:\n\n````\na ``` b\n````\n\n*[An image that was not imported: x.png]*"
    assert (answered.content, answered.thinking) == ("One\n\nTwo", "Hm")
    assert +left_out == {"tool calls": 1, "tool results": 1, "other pieces": 1, "images and files": 1}


def test_branches_are_kept_and_what_follows_an_empty_message_follows_what_was_before_it():
    left_out: Counter[str] = Counter()
    archive = read(
        conversation(
            said("q", "human", "Q", parent_message_uuid=ROOT),
            said("a1", "assistant", "old", parent_message_uuid="q"),
            said("e", "assistant", "", parent_message_uuid="q"),
            said("s", "system", "no", parent_message_uuid="q"),
            said("a2", "assistant", "new", parent_message_uuid="q"),
            said("q2", "human", "next", parent_message_uuid="e"),
            said("q3", "human", "lost", parent_message_uuid="nowhere"),
        ),
        left_out,
    )
    assert [(message.content, message.parent_message_id) for message in archive.messages] == [
        ("Q", None),
        ("old", 1),
        ("new", 1),
        ("next", 1),
        ("lost", None),
    ]
    assert +left_out == {"messages of other roles": 1}


def test_two_questions_in_one_place_are_versions_and_the_newest_branch_is_shown():
    messages = [
        said("q1", "human", "A", parent_message_uuid=ROOT),
        said("a1", "assistant", "AA", parent_message_uuid="q1"),
        said("q2", "human", "B", parent_message_uuid=ROOT),
        said("a2", "assistant", "BB", parent_message_uuid="q2"),
        said("q3", "human", "C", parent_message_uuid="a2"),
    ]
    archive = read(conversation(*messages), Counter())
    assert [message.parent_message_id for message in archive.messages] == [None, 1, None, 3, 4]
    assert archive.conversation.current_message_id == 5
    other = read(conversation(*messages, current_leaf_message_uuid="a1"), Counter())
    assert other.conversation.current_message_id == 2
    without_root = [
        {**message, "parent_message_uuid": None if message["parent_message_uuid"] == ROOT else message["parent_message_uuid"]}
        for message in messages
    ]
    assert read(conversation(*without_root), Counter()) == archive
    plain = read(conversation(*messages[2:]), Counter())
    assert plain.conversation.current_message_id is None


def test_a_document_is_changed_on_its_own_branch_only():
    def artifact(uuid: str, parent: str, **fields: Any) -> dict[str, Any]:
        call = {"type": "tool_use", "name": "artifacts", "input": {"id": "x", **fields}}
        return said(uuid, "assistant", parent_message_uuid=parent, content=[call])

    archive = read(
        conversation(
            said("q", "human", "Q", parent_message_uuid=ROOT),
            artifact("a", "q", command="create", type="text/markdown", title="T", content="one two"),
            said("q1", "human", "Q", parent_message_uuid="a"),
            artifact("b", "q1", command="update", old_str="one", new_str="1"),
            said("q2", "human", "Q", parent_message_uuid="a"),
            artifact("c", "q2", command="update", old_str="two", new_str="2"),
        ),
        Counter(),
    )
    answers = [read_answer(message.content).artifacts for message in archive.messages if message.role is Role.ASSISTANT]
    assert [made.artifact.content for (made,) in answers] == ["one two", "1 two", "one 2"]


@pytest.mark.parametrize("messages", [None, [], [None, 3], [{"sender": "human", "text": None, "content": "x", "files": 3}]])
def test_one_without_messages_says_so(messages: Any):
    with pytest.raises(ValueError, match="no message"):
        read({"chat_messages": messages, "uuid": 7}, Counter())
