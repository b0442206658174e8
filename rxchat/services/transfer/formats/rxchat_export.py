"""rxchat export: reads one conversation of our own JSON."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter

from rxchat.domain.archives import (
    Archive,
    ArchivedArtifact,
    ArchivedConversation,
    ArchivedMessage,
    ArchivedShare,
    ArchivedSharedMessage,
)
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.messages import Role
from rxchat.domain.timestamps import in_utc
from rxchat.domain.titles import clean_title
from rxchat.services.cancellation import go_on
from rxchat.services.transfer.exports import CONVERSATION, MESSAGE, VERSION
from rxchat.services.transfer.formats.import_format import ImportFormat
from rxchat.services.transfer.formats.imported_artifacts import MOST_ARTIFACTS
from rxchat.services.transfer.formats.imported_messages import LONGEST_GIVEN, fields_of, list_of
from rxchat.services.transfer.formats.validation import bounded, validated

T = TypeVar("T")

_LIST: Final = TypeAdapter(list[Any])
_ARTIFACT: Final = TypeAdapter(ArchivedArtifact)
_SHARE: Final = TypeAdapter(ArchivedShare)
_SHARED: Final = TypeAdapter(ArchivedSharedMessage)

MOST_DIGITS: Final = 30
MOST_SHARES: Final = 100
MOST_FOLDERS: Final = 100
"""Of one conversation."""


def refuse_newer(head: dict[str, Any]) -> None:
    version = head.get("version")
    if isinstance(version, int) and version > VERSION:
        raise InvalidRequest("This export comes from a newer version of rxchat.", hint="Update rxchat first.")


def read(item: dict[str, Any], left_out: Counter[str]) -> Archive:
    """The conversation with all that belongs to it. Raises ValueError where it is not as it was written."""
    archived = validated(CONVERSATION, item.get("conversation"), "conversation")
    given = validated(_LIST, item.get("messages"), "messages")
    if not archived.provider or not archived.import_id:
        raise ValueError("Missing ID or provider.")
    messages: list[ArchivedMessage] = []
    for index, message in enumerate(given):
        go_on()
        valid = validated(MESSAGE, message, f"messages.{index}")
        messages.append(_ended(_checked(valid), archived.provider))
    ids = {message.id for message in messages}
    if len(ids) < len(messages):
        raise ValueError("Duplicate message IDs.")
    title = clean_title(archived.title[:LONGEST_GIVEN])
    return Archive(
        conversation=replace(archived, title=title, **_times(archived)),
        messages=tuple(_without_circles(messages)),
        artifacts=_artifacts(item, ids, left_out),
        shares=tuple(_parts(_SHARE, item, "shares", MOST_SHARES, left_out)),
        folder_ids=_folder_ids(item, left_out),
    )


def _parts(kind: TypeAdapter[T], item: dict[str, Any], name: str, most: int, left_out: Counter[str]) -> Iterator[T]:
    """The values of a list that may be missing, at most so many. Those that can't be read don't come along."""
    for value in _some(item, name, most, left_out):
        go_on()
        try:
            yield bounded(validated(kind, value, name), left_out)
        except ValueError:
            left_out[f"unreadable {name}"] += 1


def _some(item: dict[str, Any], name: str, most: int, left_out: Counter[str]) -> list[Any]:
    given = list_of(item.get(name))
    if len(given) > most:
        left_out[f"{name} after the first {most:,} of a chat"] += len(given) - most
    return given[:most]


def _artifacts(item: dict[str, Any], message_ids: set[int], left_out: Counter[str]) -> tuple[ArchivedArtifact, ...]:
    given = list(_parts(_ARTIFACT, item, "artifacts", MOST_ARTIFACTS, left_out))
    found = tuple(artifact for artifact in given if artifact.message_id in message_ids)
    if len(found) < len(given):
        left_out["artifacts without their message"] += len(given) - len(found)
    return found


def _folder_ids(item: dict[str, Any], left_out: Counter[str]) -> tuple[int, ...]:
    given = _some(item, "folder_ids", MOST_FOLDERS, left_out)
    return tuple(dict.fromkeys(one for one in given if isinstance(one, int) and not isinstance(one, bool)))


def read_shared(value: Any, left_out: Counter[str]) -> ArchivedSharedMessage | None:
    """A message that a share link shows; None for one that is counted in `left_out`."""
    try:  # TooLarge is no object either
        found = validated(_SHARED, fields_of(value), "shared_messages")
    except ValueError:
        found = None
    if found is None or found.role is Role.SYSTEM:
        left_out["unreadable shared messages"] += 1
        return None
    return replace(bounded(replace(found, images=None), left_out), role=found.role, images=found.images)


def _without_circles(messages: list[ArchivedMessage]) -> Iterator[ArchivedMessage]:
    """Parents may lead in a circle in an adopted history, or an edited file: the oldest message of one then follows nothing."""
    parents = {message.id: message.parent_message_id for message in messages}
    settled = set[int | None]()
    for message in messages:
        path: list[int] = []
        id_: int | None = message.id
        while id_ is not None and id_ in parents and id_ not in settled:
            settled.add(id_)
            path.append(id_)
            id_ = parents[id_]
        if id_ in path:
            parents[min(path[path.index(id_) :])] = None
    for message in messages:
        yield replace(message, parent_message_id=parents[message.id])


def _times(archived: ArchivedConversation | ArchivedMessage) -> dict[str, datetime]:
    """In UTC, also where a file was edited and lost its zones. Raises ValueError."""
    values = {field.name: getattr(archived, field.name) for field in fields(archived)}
    return {name: in_utc(value) for name, value in values.items() if isinstance(value, datetime)}


def _checked(message: ArchivedMessage) -> ArchivedMessage:
    """Raises ValueError where a number is none that rxchat writes: not finite, or of an endless number of digits."""
    if message.cost is not None and not (message.cost.is_finite() and abs(message.cost.adjusted()) <= MOST_DIGITS):
        raise ValueError("messages.cost: It is no amount of money.")
    if message.error is not None and message.error.retry_after is not None and not math.isfinite(message.error.retry_after):
        raise ValueError("messages.error.retry_after: It is no number of seconds.")
    return replace(message, **_times(message))


def _ended(message: ArchivedMessage, provider: str) -> ArchivedMessage:
    """Nobody goes on with an answer that was growing when it was exported."""
    status = MessageStatus.INTERRUPTED if message.status is MessageStatus.STREAMING else message.status
    return replace(message, status=status, provider=message.provider or provider)


FORMAT: Final = ImportFormat(
    name="rxchat",
    label="rxchat",
    accepts=lambda item: "messages" in item,
    read=read,
    is_sent=False,
)
