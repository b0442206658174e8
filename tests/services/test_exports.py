"""Conversations as files."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from rxchat.db.conversations import ConversationRepository
from rxchat.db.engine import Database
from rxchat.db.messages import MessageRepository
from rxchat.domain.chunks import FinishReason
from rxchat.domain.conversations import Conversation, MessageStatus, Outcome, SavedMessage
from rxchat.domain.errors import Failure, NotFound
from rxchat.domain.messages import Role
from rxchat.domain.turns import NewTurn
from rxchat.domain.usage import Cost, Usage
from rxchat.services import exports as module
from rxchat.services.exports import CONVERSATION, MESSAGES, ExportService, markdown

AT = datetime(2026, 1, 2, tzinfo=UTC)
WHOLE = Outcome(
    status=MessageStatus.COMPLETE,
    finish_reason=FinishReason.STOP,
    raw_reason="stop",
    usage=Usage(input_tokens=3, output_tokens=2),
    cost=Cost(amount=Decimal("0.000000000000000001")),
    latency_ms=5,
)


@pytest.fixture
def exports(database: Database, messages: MessageRepository) -> ExportService:
    return ExportService(ConversationRepository(database), messages)


async def a_conversation(messages: MessageRepository, user: int, turns: int = 1) -> int:
    conversation_id: int | None = None
    for number in range(turns):
        begun = await messages.begin_turn(
            NewTurn(user_id=user, conversation_id=conversation_id, text=f"Q{number}", title="T", provider="acme", model="m")
        )
        conversation_id = begun.conversation_id
        await messages.finish(begun.reply_id, WHOLE, text=f"A{number} \u2028 é", thinking="hm")
    assert conversation_id is not None
    return conversation_id


async def test_json_reads_back_as_it_was_replaced_answers_too(
    exports: ExportService, messages: MessageRepository, database: Database, user: int
):
    conversation_id = await a_conversation(messages, user)
    replaced = (await messages.list_visible(user, conversation_id))[-1]
    again = await messages.retry_turn(user, replaced.id, "acme", "other")
    await messages.finish(again.reply_id, WHOLE, text="Better")
    exported = await exports.as_json(user, conversation_id)
    assert (exported["format"], exported["version"]) == ("rxchat.conversation", 1)
    assert MESSAGES.validate_python(exported["messages"]) == await messages.list_all(user, conversation_id)
    assert [message["text"] for message in exported["messages"]] == ["Q0", "A0 \u2028 é", "Better"]
    expected = await ConversationRepository(database).get(user, conversation_id)
    assert CONVERSATION.validate_python(exported["conversation"]) == expected


async def test_markdown_has_all_that_is_seen_however_long(
    exports: ExportService, messages: MessageRepository, user: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "PAGE", 3)
    text = await exports.as_markdown(user, await a_conversation(messages, user, turns=4))
    questions = [line for line in text.splitlines() if line.startswith("Q")]
    assert questions == ["Q0", "Q1", "Q2", "Q3"]
    assert "hm" not in text


async def test_nobody_exports_what_is_somebody_elses(exports: ExportService, messages: MessageRepository, user: int):
    conversation_id = await a_conversation(messages, user)
    for export in (exports.as_json, exports.as_markdown):
        with pytest.raises(NotFound):
            await export(user + 1, conversation_id)


def test_markdown_says_what_an_answer_lacks():
    conversation = Conversation(id=1, title="Two\nlines", provider="acme", model="m", created_at=AT, updated_at=AT)

    def said(role: Role, text: str, **more: object) -> SavedMessage:
        base = {"id": 1, "conversation_id": 1, "parent_id": None, "role": role, "text": text, "created_at": AT}
        return SavedMessage(**(base | more))  # pyright: ignore[reportArgumentType]

    failure = Failure(code="overloaded", message="Acme is overloaded.")
    text = markdown(
        conversation,
        [
            said(Role.USER, "  Hi\n"),
            said(Role.ASSISTANT, "Half", model="m", status=MessageStatus.CANCELLED),
            said(Role.ASSISTANT, "", status=MessageStatus.ERROR, failure=failure),
        ],
    )
    assert text == "# Two lines\n\n## You\n\nHi\n\n## m\n\nHalf\n\n*Stopped.*\n\n## Assistant\n\n*Acme is overloaded.*\n"
