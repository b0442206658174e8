"""Share links: a conversation that anybody with the link can read."""

from dataclasses import dataclass
from datetime import datetime

from rxchat.domain.messages import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareContent:
    """What leaves besides the texts."""

    with_reasoning: bool = False
    with_images: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLink:
    """A link as its owner sees it. `taken_at` is None for one without a snapshot: it shows the conversation as it is now."""

    token: str
    conversation_id: int
    title: str
    created_at: datetime
    expires_at: datetime | None
    is_expired: bool
    is_public: bool
    view_count: int
    content: ShareContent
    message_count: int
    taken_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenShare:
    """What an open link leads to: a snapshot or, without one, the branch of the conversation that ends at `end_id`."""

    id: int
    conversation_id: int
    end_id: int | None
    snapshot_id: int | None
    link: ShareLink


@dataclass(frozen=True, slots=True, kw_only=True)
class SharePreview:
    """What a new link would show: how many messages, and how many of them have reasoning or images to choose."""

    title: str
    message_count: int
    reasoning_count: int
    image_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedMessage:
    """One message as strangers see it: nothing else of it leaves. `position` counts from 0 in the conversation."""

    position: int
    role: Role
    text: str
    reasoning: str = ""
    image_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPage:
    """Some messages of a shared conversation, from `start` on; `next_start` is None on the last page."""

    title: str
    shared_at: datetime | None
    messages: tuple[SharedMessage, ...]
    start: int = 0
    next_start: int | None = None
