"""A conversation outside of the database, with all that is known of it: what an export writes and an import reads.

Names are those of the columns. Times are aware, in UTC. docs/exports.md describes the file these are written to.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import Failure
from rxchat.domain.messages import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedMessage:
    """One turn. `id` and `parent_message_id` mean something within their conversation only.

    `images` is the text it is stored as; `tokens` the older program's count of an answer.
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
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedConversation:
    """`import_id` is the same wherever it goes. `settings` is the text they are stored as.

    `current_message_id` is the message that the shown branch ends with, where there are several.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A conversation and its messages, in the order they are to be read in."""

    conversation: ArchivedConversation
    messages: tuple[ArchivedMessage, ...] = field(default=())
