"""Imported messages: the parts that all readers share, and access to values of any shape."""

import hashlib
import json
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, cast

from rxchat.domain.archives import Archive, ArchivedConversation, ArchivedMessage
from rxchat.domain.messages import Role
from rxchat.domain.timestamps import in_utc
from rxchat.domain.titles import clean_title
from rxchat.services.titles import title_of
from rxchat.services.transfer.formats.imported_markdown import is_note
from rxchat.services.transfer.json_stream import whole_characters

LONGEST_GIVEN: Final = 2000
"""Characters of a title that are looked at."""
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""An earlier date is a missing one, written as a number: 0, or the first day of a calendar."""
_LATEST_SECONDS: Final = 5_000_000_000
"""In the year 2128: a larger number counts milliseconds, microseconds or nanoseconds."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """A message that may still grow by what follows it. `at` is None where the export has no time for it.

    With `is_step` it only calls tools: it matters where nothing else answers the question.
    """

    number: int = 0
    parent: int | None = None
    role: Role
    at: datetime | None = None
    model: str = ""
    texts: list[str] = field(default_factory=list[str])
    thoughts: list[str] = field(default_factory=list[str])
    is_step: bool = False

    def finished(self, provider: str, at: datetime) -> ArchivedMessage:
        return ArchivedMessage(
            id=self.number,
            parent_message_id=self.parent,
            role=self.role,
            content=clean("\n\n".join(self.texts)),
            thinking=clean("\n\n".join(self.thoughts)) or None,
            created_at=at,
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
    updated_at: datetime | None = None,
    **more: Any,
) -> Archive:
    """The conversation that messages make, parents before children. Its dates are theirs where they have any.

    `more` are other fields of an ArchivedConversation. Raises ValueError when there are no messages.
    """
    if not drafts:
        raise ValueError("This chat has no messages.")
    given = [draft.at for draft in drafts if draft.at is not None]
    started_at = created_at or min(given, default=None) or updated_at or datetime.now(UTC)
    latest = max(given, default=None) or updated_at or started_at
    models = [draft.model for draft in drafts if draft.model]
    conversation = ArchivedConversation(
        import_id=import_id,
        title=clean_title(text_of(title)[:LONGEST_GIVEN]) or _first_words(drafts),
        provider=provider,
        model=models[-1] if models else "",
        created_at=started_at,
        updated_at=latest,
        last_message_at=latest,
        **more,
    )
    times: dict[int | None, datetime] = {None: started_at}
    for draft in drafts:
        times[draft.number] = draft.at or times[draft.parent]
    return Archive(conversation=conversation, messages=tuple(draft.finished(provider, times[draft.number]) for draft in drafts))


def _first_words(drafts: list[Draft]) -> str:
    """A title from what was said first, and rather by the person than by the model."""
    in_order = sorted(drafts, key=lambda draft: draft.role is not Role.USER)
    texts = (text for draft in in_order for text in draft.texts if not is_note(text))
    first = next((text for text in texts if text.strip()), "")
    return (clean_title(title_of(first[:LONGEST_GIVEN])) if first else "") or "Untitled"


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
    return whole_characters(text.replace("\0", ""))


def import_id_of(source: str, given: Any, item: dict[str, Any]) -> str:
    """The id the other program gave it; made of the conversation itself where there is none."""
    if isinstance(given, str) and given.strip():
        return f"{source}:{clean(given.strip())[:200]}"
    whole = json.dumps(item, sort_keys=True, default=str).encode("utf-8", "replace")
    return f"{source}:{hashlib.sha256(whole).hexdigest()[:32]}"


def time_of(value: Any) -> datetime | None:
    """An aware time, in UTC, from a number since 1970 (of seconds or of parts of them) or from RFC 3339; else None."""
    try:
        at = _counted(float(value)) if not isinstance(value, str) or _is_number(value) else datetime.fromisoformat(value.strip())
        at = in_utc(at)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return at if at >= EARLIEST else None


def _is_number(text: str) -> bool:
    return len(text) < 30 and "-" not in text.strip() and text.strip().replace(".", "", 1).isdecimal()


def _counted(amount: float) -> datetime:
    if not math.isfinite(amount):
        raise ValueError("no number of seconds")
    for _ in range(3):
        if amount > _LATEST_SECONDS:
            amount /= 1000
    return datetime.fromtimestamp(amount, UTC)
