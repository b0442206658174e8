"""Conversations and messages as the API tells them."""

from datetime import UTC, datetime
from decimal import Decimal

from rxchat.api.conversation_shapes import ConversationBody, SavedMessageBody
from rxchat.domain.conversations import Conversation, MessageStatus, SavedMessage
from rxchat.domain.errors import Failure
from rxchat.domain.messages import Role
from rxchat.domain.search import Piece, SearchHit
from rxchat.domain.usage import Cost

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_hit_is_told_with_its_line():
    conversation = Conversation(id=7, title="T", provider="acme", model="m", created_at=AT, updated_at=AT)
    assert ConversationBody.of(conversation).match is None
    line = (Piece(text="in "), Piece(text="gardens", is_match=True))
    told = ConversationBody.of(conversation, SearchHit(conversation_id=7, title="T", message_id=9, line=line, at=AT))
    assert told.match is not None
    assert told.match.model_dump() == {
        "message_id": 9,
        "artifact_id": None,
        "artifact_title": "",
        "line": [{"text": "in ", "is_match": False}, {"text": "gardens", "is_match": True}],
    }


def test_a_failed_answer_is_told_with_its_error_and_what_it_cost():
    message = SavedMessage(
        id=2,
        conversation_id=7,
        parent_id=1,
        role=Role.ASSISTANT,
        text="Half",
        created_at=AT,
        status=MessageStatus.INTERRUPTED,
        failure=Failure(code="stream_interrupted", message="Cut.", provider="acme", retryable=True),
        cost=Cost(amount=Decimal("0.25")),
    )
    told = SavedMessageBody.of(message).model_dump(mode="json")
    assert (told["status"], told["content"], told["reasoning"], told["model"]) == ("interrupted", "Half", None, None)
    assert (told["error"]["code"], told["error"]["retryable"]) == ("stream_interrupted", True)
    assert told["cost"] == {"amount": 0.25, "currency": "USD"}
