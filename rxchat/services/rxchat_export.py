"""Reads a conversation of rxchat's own JSON export."""

import math
from collections import Counter
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final, cast

from pydantic import ValidationError

from rxchat.domain.archives import Archive, ArchivedConversation, ArchivedMessage
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.moments import in_utc
from rxchat.services.exports import ARCHIVE, VERSION
from rxchat.services.foreign_messages import fields_of

MOST_DIGITS: Final = 30


def refuse_newer(head: dict[str, Any]) -> None:
    version = head.get("version")
    if isinstance(version, int) and version > VERSION:
        raise InvalidRequest("The file was written by a newer rxchat.", hint="Update rxchat, and import it then.")


def read(item: dict[str, Any], _left_out: Counter[str]) -> Archive:
    """All of it comes along. Raises ValueError where it is not as it was written."""
    try:
        archive = ARCHIVE.validate_python(_without_nulls(item))
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_context=False, include_input=False)[0]
        raise ValueError(f"{'.'.join(str(step) for step in first['loc'])}: {first['msg']}") from None
    if not archive.conversation.provider or not archive.conversation.import_id:
        raise ValueError("It says neither whose it is nor which it is.")
    if len({message.id for message in archive.messages}) < len(archive.messages):
        raise ValueError("Two of its messages have the same id.")
    conversation = replace(archive.conversation, **_times(archive.conversation))
    messages = tuple(_ended(_checked(message), conversation.provider) for message in archive.messages)
    return replace(archive, conversation=conversation, messages=messages)


def _without_nulls(item: dict[str, Any]) -> dict[str, Any]:
    """What is null is unknown: the same as what is not there."""
    messages = item.get("messages")
    if isinstance(messages, list):
        messages = [_known(message) for message in cast("list[Any]", messages)]
    return item | {"conversation": _known(item.get("conversation")), "messages": messages}


def _known(value: Any) -> Any:
    return {name: its for name, its in fields_of(value).items() if its is not None} if isinstance(value, dict) else value


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
