"""What the readers of other programs' exports share: messages put together from pieces."""

import hashlib
import json
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, cast

from rxchat.domain.archives import Archive, ArchivedConversation, ArchivedMessage
from rxchat.domain.messages import Role
from rxchat.domain.moments import in_utc

LONGEST_TITLE: Final = 500
IMAGE: Final = "*[An image that was not imported]*"


@dataclass(slots=True, kw_only=True)
class Draft:
    """A message that may still grow by what follows it."""

    number: int
    parent: int | None
    role: Role
    at: datetime
    model: str = ""
    texts: list[str] = field(default_factory=list[str])
    thoughts: list[str] = field(default_factory=list[str])

    def finished(self, provider: str) -> ArchivedMessage:
        return ArchivedMessage(
            id=self.number,
            parent_message_id=self.parent,
            role=self.role,
            content=clean("\n\n".join(self.texts)),
            thinking=clean("\n\n".join(self.thoughts)) or None,
            created_at=self.at,
            provider=provider,
            model=self.model,
        )


def archive_of(
    drafts: list[Draft],
    *,
    import_id: str,
    title: Any,
    provider: str,
    created_at: datetime | None,
    is_archived: bool = False,
    is_pinned: bool = False,
) -> Archive:
    """The conversation that messages make; its dates are theirs. Raises ValueError when there are none."""
    if not drafts:
        raise ValueError("There is no message in it.")
    latest = max(draft.at for draft in drafts)
    models = [draft.model for draft in drafts if draft.model]
    conversation = ArchivedConversation(
        import_id=import_id,
        title=clean(text_of(title)).strip()[:LONGEST_TITLE] or "Untitled",
        provider=provider,
        model=models[-1] if models else "",
        created_at=created_at or min(draft.at for draft in drafts),
        updated_at=latest,
        last_message_at=latest,
        is_pinned=is_pinned,
        is_archived=is_archived,
    )
    return Archive(conversation=conversation, messages=tuple(draft.finished(provider) for draft in drafts))


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def fields_of(value: Any) -> dict[str, Any]:
    """An object's; none of what is no object."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def objects_of(value: Any) -> list[dict[str, Any]]:
    """The objects in a list."""
    return [cast("dict[str, Any]", piece) for piece in list_of(value) if isinstance(piece, dict)]


def clean(text: str) -> str:
    """Without what a database cannot hold: halves of characters, and the character 0."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def import_id_of(source: str, given: Any, item: dict[str, Any]) -> str:
    """The id the other program gave it; made of the conversation itself where there is none."""
    if isinstance(given, str) and given.strip():
        return f"{source}:{clean(given.strip())[:200]}"
    whole = json.dumps(item, sort_keys=True, default=str).encode("utf-8", "replace")
    return f"{source}:{hashlib.sha256(whole).hexdigest()[:32]}"


def time_of(value: Any) -> datetime | None:
    """An aware time, in UTC, from seconds since 1970 or from RFC 3339; None from what is neither."""
    try:
        if isinstance(value, str):
            return in_utc(datetime.fromisoformat(value))
        seconds = float(value)
        return datetime.fromtimestamp(seconds, UTC) if math.isfinite(seconds) and seconds > 0 else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None
