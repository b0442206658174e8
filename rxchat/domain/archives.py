"""Archives: conversations with all their data, as exports write and imports read them.

Field names are those of the columns. Times are aware, in UTC. docs/exports.md describes the file format.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import Failure
from rxchat.domain.messages import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedMessage:
    """One message. `id` and `parent_message_id` are unique within the conversation only.

    `images` is the stored JSON; `tokens` is the older program's count for an answer.
    """

    id: int
    parent_message_id: int | None = None
    role: Role
    content: str
    created_at: datetime
    edited_at: datetime | None = None
    provider: str = ""
    model: str = ""
    status: MessageStatus = MessageStatus.COMPLETE
    thinking: str | None = None
    images: str | None = None
    finish_reason: str | None = None
    raw_finish_reason: str | None = None
    error: Failure | None = None
    tokens: int | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None
    cost: Decimal | None = None
    currency: str | None = None
    latency_ms: int | None = None
    first_ms: int | None = None
    reasoning_ms: int | None = None
    notes: tuple[str, ...] = ()
    summary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedConversation:
    """`import_id` stays the same across exports and imports. `settings` is the stored JSON.

    `current_message_id` is the last message of the shown branch, if there are several branches. `project_id` is unique within the
    file only.
    """

    import_id: str
    title: str
    provider: str
    model: str
    created_at: datetime
    updated_at: datetime
    last_message_at: datetime | None = None
    is_pinned: bool = False
    is_archived: bool = False
    settings: str | None = None
    token_count: int = 0
    current_message_id: int | None = None
    project_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedArtifact:
    """One version of an artifact of a message. `is_unfinished` and `is_edit` as in `artifact_versions.py`.

    `deleted_at` is None for one that isn't deleted.
    """

    message_id: int
    kind: str = ""
    title: str = ""
    identifier: str = ""
    language: str = ""
    content: str = ""
    version: int = 1
    is_unfinished: bool = False
    is_edit: bool = False
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedShare:
    """A share link without its token: it opens nothing. `id` is unique within the file only.

    `taken_at` is None for a link that shows its conversation as it is now.
    """

    id: int | None = None
    title: str = ""
    created_at: datetime
    expires_at: datetime | None = None
    view_count: int = 0
    taken_at: datetime | None = None
    has_reasoning: bool = False
    has_images: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedSharedMessage:
    """A message of what a share link shows. `images` is the stored JSON."""

    share_id: int
    role: Role
    content: str
    thinking: str | None = None
    images: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A conversation and its messages, in reading order. `folder_ids` are unique within the file only."""

    conversation: ArchivedConversation
    messages: tuple[ArchivedMessage, ...] = field(default=())
    artifacts: tuple[ArchivedArtifact, ...] = ()
    shares: tuple[ArchivedShare, ...] = ()
    folder_ids: tuple[int, ...] = ()
