"""Conversations and their messages as the API tells and takes them."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StrictBool, StringConstraints

from rxchat.api.chat_reply import CostBody, UsageBody
from rxchat.api.chat_request import ModelRef
from rxchat.api.errors import ErrorDetail
from rxchat.domain.chunks import FinishReason
from rxchat.domain.conversations import Conversation, MessageStatus, SavedMessage
from rxchat.domain.messages import Role
from rxchat.domain.search import SearchHit

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class NewConversation(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"title": "Holiday", "model": "acme:acme-large"}})

    title: Title = "New chat"
    model: ModelRef


class ConversationChange(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"title": "Holiday"}})

    title: Title | None = None
    is_pinned: StrictBool | None = None
    is_archived: StrictBool | None = None


class PieceOfLine(BaseModel):
    text: str
    is_match: bool


class Match(BaseModel):
    """Where a search found something: in a message, or in the title when `message_id` is null."""

    message_id: int | None
    line: list[PieceOfLine]


class ConversationBody(BaseModel):
    """`provider` and `model` are those of the last answer. `match` is set in what a search finds."""

    id: int
    title: str
    provider: str
    model: str
    is_pinned: bool
    is_archived: bool
    created_at: datetime
    updated_at: datetime
    match: Match | None

    @classmethod
    def of(cls, conversation: Conversation, hit: SearchHit | None = None) -> Self:
        return cls(
            id=conversation.id,
            title=conversation.title,
            provider=conversation.provider,
            model=conversation.model,
            is_pinned=conversation.is_pinned,
            is_archived=conversation.is_archived,
            created_at=conversation.created_at,
            updated_at=conversation.updated_at,
            match=hit
            and Match(
                message_id=hit.message_id,
                line=[PieceOfLine(text=piece.text, is_match=piece.is_match) for piece in hit.line],
            ),
        )


class ConversationPage(BaseModel):
    """`next_cursor` is null on the last page."""

    conversations: list[ConversationBody]
    next_cursor: str | None


class SavedMessageBody(BaseModel):
    """One turn. `parent_id` is the message it follows; what only an answer has is null or empty in a question."""

    id: int
    parent_id: int | None
    role: Role
    content: str
    reasoning: str | None
    status: MessageStatus
    provider: str | None
    model: str | None
    finish_reason: FinishReason | None
    error: ErrorDetail | None
    usage: UsageBody
    cost: CostBody | None
    latency_ms: int | None
    created_at: datetime

    @classmethod
    def of(cls, message: SavedMessage) -> Self:
        failure = message.failure
        return cls(
            id=message.id,
            parent_id=message.parent_id,
            role=message.role,
            content=message.text,
            reasoning=message.thinking or None,
            status=message.status,
            provider=message.provider or None,
            model=message.model or None,
            finish_reason=message.finish_reason,
            error=failure
            and ErrorDetail(
                code=failure.code,
                message=failure.message,
                hint=failure.hint,
                provider=failure.provider or None,
                retryable=failure.retryable,
                retry_after=failure.retry_after,
            ),
            usage=UsageBody.of(message.usage),
            cost=CostBody.of(message.cost),
            latency_ms=message.latency_ms,
            created_at=message.created_at,
        )


class MessagePage(BaseModel):
    messages: list[SavedMessageBody]
    has_earlier: bool
