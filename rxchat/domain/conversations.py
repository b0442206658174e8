"""Conversations: saved threads and their messages."""

from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from rxchat.domain.artifacts import PlacedArtifact
from rxchat.domain.chunks import FinishReason
from rxchat.domain.errors import Failure
from rxchat.domain.messages import Role
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.usage import AnswerMetrics

TRASH_KEPT: Final = timedelta(days=30)
"""How long a deleted conversation can be restored."""


class MessageStatus(StrEnum):
    """The state of an answer. A user's message is always COMPLETE."""

    STREAMING = "streaming"
    COMPLETE = "complete"
    INTERRUPTED = "interrupted"  # the program or the stream ended before the answer did
    CANCELLED = "cancelled"  # the user pressed Stop
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """`provider` and `model` are those of the last answer, `settings` the answer options. Times are aware, in UTC."""

    id: int
    title: str
    provider: str
    model: str
    created_at: datetime
    updated_at: datetime
    is_pinned: bool = False
    is_archived: bool = False
    is_unread: bool = False
    project_id: int | None = None
    settings: AnswerOptions = field(default_factory=AnswerOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashedConversation:
    """A deleted conversation. `deleted_at` is None if it was deleted before rxchat kept that time: it stays until a person
    deletes it for good.
    """

    id: int
    title: str
    provider: str
    deleted_at: datetime | None

    @property
    def purged_after(self) -> datetime | None:
        """When it is deleted for good, at the earliest."""
        return None if self.deleted_at is None else self.deleted_at + TRASH_KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedMessages:
    """`count` messages were deleted from a conversation: `message_id` and all below it."""

    conversation_id: int
    message_id: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationFilter:
    """Which conversations to list; None means any. `model` is `provider:model`, or an id alone.

    `since` and `until` are aware times, the second one exclusive. They bound a conversation's last activity, or, in a search, the
    creation of a message that was found.
    """

    provider: str | None = None
    model: str | None = None
    is_archived: bool | None = False
    is_pinned: bool | None = None
    project_id: int | None = None
    folder_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDetails(AnswerMetrics):
    """What is saved of an answer as it ended, beside its metrics. A field more is a column more of the same name, in `messages`.

    `notes` tell the user which parts of the conversation the model didn't get, and why an answer is empty.
    """

    notes: tuple[str, ...] = ()

    def details(self) -> dict[str, Any]:
        """These fields alone, without the metrics."""
        return {name: getattr(self, name) for name in DETAIL_FIELDS}


DETAIL_FIELDS: Final = tuple(each.name for each in fields(AnswerDetails) if each.name not in AnswerMetrics.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedMessage(AnswerDetails):
    """One message, without its images. `text` is Markdown, in which an older program's `artifacts` are fenced blocks.

    `summary` stands in requests in the place of the message and all above it; empty without one. Answers with an id up to
    `summary_last_id` were given before it was written.
    """

    id: int
    conversation_id: int
    parent_id: int | None
    role: Role
    text: str
    created_at: datetime
    status: MessageStatus = MessageStatus.COMPLETE
    thinking: str = ""
    provider: str = ""
    model: str = ""
    finish_reason: FinishReason | None = None
    failure: Failure | None = None
    image_count: int = 0
    artifacts: tuple[PlacedArtifact, ...] = ()
    summary: str = ""
    summary_last_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(AnswerDetails):
    """How an answer ended, and what it took."""

    status: MessageStatus
    finish_reason: FinishReason | None = None
    raw_reason: str = ""
    failure: Failure | None = None
