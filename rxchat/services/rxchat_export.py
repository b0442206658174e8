"""Reads a conversation of rxchat's own JSON export."""

from collections import Counter
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from rxchat.domain.archives import Archive, ArchivedMessage
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import InvalidRequest
from rxchat.services.exports import ARCHIVE, VERSION


def refuse_newer(head: dict[str, Any]) -> None:
    version = head.get("version")
    if isinstance(version, int) and version > VERSION:
        raise InvalidRequest("The file was written by a newer rxchat.", hint="Update rxchat, and import it then.")


def read(item: dict[str, Any], _left_out: Counter[str]) -> Archive:
    """All of it comes along. Raises ValueError where it is not as it was written."""
    try:
        archive = ARCHIVE.validate_python(item)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_context=False, include_input=False)[0]
        raise ValueError(f"{'.'.join(str(step) for step in first['loc'])}: {first['msg']}") from None
    if not archive.conversation.provider or not archive.conversation.import_id:
        raise ValueError("It says neither whose it is nor which it is.")
    if len({message.id for message in archive.messages}) < len(archive.messages):
        raise ValueError("Two of its messages have the same id.")
    messages = tuple(_ended(message, archive.conversation.provider) for message in archive.messages)
    return replace(archive, messages=messages)


def _ended(message: ArchivedMessage, provider: str) -> ArchivedMessage:
    """Nobody goes on with an answer that was growing when it was exported."""
    status = MessageStatus.INTERRUPTED if message.status is MessageStatus.STREAMING else message.status
    return replace(message, status=status, provider=message.provider or provider)
