"""Whose export a conversation is from, and its reader."""

from collections import Counter
from dataclasses import replace
from typing import Any, Final

from rxchat.domain.archives import Archive, ArchivedMessage
from rxchat.services.transfer.formats import chatgpt_export, claude_export, rxchat_export
from rxchat.services.transfer.formats.imported_messages import fields_of

READERS: Final = {
    "rxchat": ("messages", rxchat_export.read),
    "chatgpt": ("mapping", chatgpt_export.read),
    "claude": ("chat_messages", claude_export.read),
}
"""By name: the key that tells a program's conversations from the others', and what reads one."""


LONGEST_MESSAGE: Final = 4 * 2**20
"""Characters: the search index takes a tenth of a second for so many, in which no other message is saved."""
CUT: Final = "\n\n*[The rest was too long to import]*"


def source_of(item: Any) -> str | None:
    """The program that wrote a conversation; None for what is none."""
    known = fields_of(item)
    return next((name for name, (key, _) in READERS.items() if key in known), None)


def read(source: str, item: dict[str, Any], left_out: Counter[str]) -> Archive:
    """The conversation; what does not come along is counted in `left_out`. Raises ValueError with the reason in words."""
    archive = READERS[source][1](item, left_out)
    long = sum(len(message.content) > LONGEST_MESSAGE for message in archive.messages)
    if not long:
        return archive
    left_out["ends of long messages"] += long
    return replace(archive, messages=tuple(map(_cut, archive.messages)))


def _cut(message: ArchivedMessage) -> ArchivedMessage:
    if len(message.content) <= LONGEST_MESSAGE:
        return message
    return replace(message, content=message.content[:LONGEST_MESSAGE] + CUT)
