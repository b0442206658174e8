"""API shapes of conversations and messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StringConstraints, model_validator

from rxchat.api.chat_reply import CostBody, UsageBody
from rxchat.api.chat_request import Id, MaxTokens, ModelRef, Temperature, TopP
from rxchat.api.errors import ErrorDetail
from rxchat.api.shape import Shape
from rxchat.domain.chunks import FinishReason
from rxchat.domain.conversations import Conversation, MessageStatus, SavedMessage
from rxchat.domain.messages import Role
from rxchat.domain.requests import OPTIONS, AnswerOptions, Reasoning
from rxchat.domain.search import SearchHit
from rxchat.domain.titles import LONGEST_TITLE, clean_title
from rxchat.services.chat.answer_options import MOST_CHARACTERS


def _cleaned(title: str) -> str:
    cleaned = clean_title(title)
    if not cleaned:
        raise ValueError("the title has no visible characters")
    return cleaned


Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TITLE), AfterValidator(_cleaned)]


class NewConversation(BaseModel):
    """Without `model` the project's default model answers."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"title": "Holiday", "model": "acme:acme-large"}})

    title: Title = "New chat"
    model: ModelRef | None = None
    project_id: Annotated[Id, Field(strict=True)] | None = None

    @model_validator(mode="after")
    def _somebody_answers(self) -> "NewConversation":
        if self.model is None and self.project_id is None:
            raise ValueError("model is missing: give a model, or a project, whose default model then answers")
        return self


class SettingsBody(Shape):
    """The conversation's answer options; null means the model's default. Models get only the options they accept."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"system": "Be brief.", "temperature": 0.2}})

    system: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_CHARACTERS)] | None = None
    temperature: Temperature | None = None
    top_p: TopP | None = None
    max_tokens: MaxTokens | None = None
    reasoning: Reasoning | None = None

    @classmethod
    def of(cls, options: AnswerOptions) -> Self:
        values = {name: getattr(options, name) for name in OPTIONS}
        return cls.model_construct(**values)  # an adopted file may hold a longer text than the API accepts

    def given(self) -> dict[str, Any]:
        """The members that were sent, null included."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class ConversationChange(BaseModel):
    """Omitted members stay as they are, those of `settings` too. `project_id` null takes it out of its project."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"title": "Holiday"}})

    title: Title | None = None
    is_pinned: StrictBool | None = None
    is_archived: StrictBool | None = None
    is_unread: StrictBool | None = None
    project_id: Annotated[Id, Field(strict=True)] | None = None
    settings: SettingsBody | None = None


class PieceOfLine(Shape):
    text: str
    is_match: bool


class Match(Shape):
    """A search hit: in a message, in an artifact of it, or in the title if `message_id` is null."""

    message_id: int | None
    artifact_id: int | None
    artifact_title: str
    line: list[PieceOfLine]


class ConversationBody(Shape):
    """`provider` and `model` are those of the last answer. `is_unread`: it has an answer that no tab has shown. `match` is
    set in search results.
    """

    id: int
    title: str
    provider: str
    model: str
    is_pinned: bool
    is_archived: bool
    is_unread: bool
    project_id: int | None
    created_at: datetime
    updated_at: datetime
    settings: SettingsBody
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
            is_unread=conversation.is_unread,
            project_id=conversation.project_id,
            created_at=conversation.created_at,
            updated_at=conversation.updated_at,
            settings=SettingsBody.of(conversation.settings),
            match=hit
            and Match(
                message_id=hit.message_id,
                artifact_id=hit.artifact_id,
                artifact_title=hit.artifact_title,
                line=[PieceOfLine(text=piece.text, is_match=piece.is_match) for piece in hit.line],
            ),
        )


class ConversationPage(Shape):
    """`next_cursor` is null on the last page."""

    conversations: list[ConversationBody]
    next_cursor: str | None


class SavedMessageBody(Shape):
    """One message. `parent_id` is the previous one in its branch; fields of answers are null or empty in a question.

    `siblings` are the ids of all versions of it, including its own, oldest first; empty if there is only one. `images` are URLs.
    """

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
    reasoning_ms: int | None
    created_at: datetime
    siblings: list[int]
    images: list[str]

    @classmethod
    def of(cls, message: SavedMessage, siblings: Sequence[int] = ()) -> Self:
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
            reasoning_ms=message.reasoning_ms,
            created_at=message.created_at,
            siblings=list(siblings),
            images=[f"/api/messages/{message.id}/images/{number}" for number in range(1, message.image_count + 1)],
        )


class ShownBranch(BaseModel):
    """The newest branch that contains the message."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"message_id": 12}})

    message_id: Annotated[Id, Field(strict=True)]


class MessagePage(Shape):
    messages: list[SavedMessageBody]
    has_earlier: bool
