"""rxchat export: reads one conversation of our own JSON."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from rxchat.domain.archives import Archive, ArchivedConversation, ArchivedMessage
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.timestamps import in_utc
from rxchat.domain.titles import clean_title
from rxchat.services.cancellation import go_on
from rxchat.services.transfer.exports import CONVERSATION, MESSAGE, VERSION
from rxchat.services.transfer.formats.import_format import ImportFormat
from rxchat.services.transfer.formats.imported_messages import LONGEST_GIVEN, fields_of

T = TypeVar("T")
_MESSAGES: Final = TypeAdapter(list[Any])

MOST_DIGITS: Final = 30


def refuse_newer(head: dict[str, Any]) -> None:
    version = head.get("version")
    if isinstance(version, int) and version > VERSION:
        raise InvalidRequest("This export comes from a newer version of rxchat.", hint="Update rxchat first.")


def read(item: dict[str, Any], _left_out: Counter[str]) -> Archive:
    """All of it comes along. Raises ValueError where it is not as it was written."""
    archived = validated(CONVERSATION, item.get("conversation"), "conversation")
    given = validated(_MESSAGES, item.get("messages"), "messages")
    if not archived.provider or not archived.import_id:
        raise ValueError("Missing ID or provider.")
    messages: list[ArchivedMessage] = []
    for index, message in enumerate(given):
        go_on()
        valid = validated(MESSAGE, message, f"messages.{index}")
        messages.append(_ended(_checked(valid), archived.provider))
    if len({message.id for message in messages}) < len(messages):
        raise ValueError("Duplicate message IDs.")
    title = clean_title(archived.title[:LONGEST_GIVEN])
    return Archive(conversation=replace(archived, title=title, **_times(archived)), messages=tuple(_without_circles(messages)))


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


def validated(kind: TypeAdapter[T], value: Any, path: str) -> T:
    """Returns the value as `kind`; a null field counts as missing. Raises ValueError with the path of the first error."""
    given = {name: its for name, its in fields_of(value).items() if its is not None} if isinstance(value, dict) else value
    try:
        return kind.validate_python(given)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_context=False, include_input=False)[0]
        raise ValueError(f"{'.'.join([path, *map(str, first['loc'])])}: {first['msg']}") from None


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
