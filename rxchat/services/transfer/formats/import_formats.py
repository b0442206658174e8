"""Import formats: whose export a conversation is from, and its reader."""

from collections import Counter
from dataclasses import replace
from typing import Any, Final

from rxchat.domain.archives import Archive, ArchivedMessage
from rxchat.services.transfer.formats import chatgpt_export, claude_export, rxchat_export
from rxchat.services.transfer.formats.imported_messages import fields_of

FORMATS: Final = {each.name: each for each in (rxchat_export.FORMAT, chatgpt_export.FORMAT, claude_export.FORMAT)}
"""By name. Whatever lists the formats, in the API, in sentences or on the page, is made of this."""

LONGEST_MESSAGE: Final = 4 * 2**20
"""Characters: the search index takes a tenth of a second for so many, in which no other message is saved."""
CUT: Final = "\n\n*[The rest was too long to import]*"


def source_of(item: Any) -> str | None:
    """The program that wrote a conversation; None for what is none."""
    fields = fields_of(item)
    return next((each.name for each in FORMATS.values() if each.accepts(fields)), None)


def programs(*, only_sent: bool = False) -> str:
    """The programs as they are listed in a sentence, such as "rxchat, ChatGPT or Claude"; or those only that send an archive."""
    *before, last = [each.label for each in FORMATS.values() if each.is_sent or not only_sent]
    return f"{', '.join(before)} or {last}" if before else last


def read(source: str, item: dict[str, Any], left_out: Counter[str]) -> Archive:
    """The conversation; what does not come along is counted in `left_out`. Raises ValueError with the reason in words."""
    archive = FORMATS[source].read(item, left_out)
    long = sum(len(message.content) > LONGEST_MESSAGE for message in archive.messages)
    if not long:
        return archive
    left_out["ends of long messages"] += long
    return replace(archive, messages=tuple(map(_cut, archive.messages)))


def _cut(message: ArchivedMessage) -> ArchivedMessage:
    if len(message.content) <= LONGEST_MESSAGE:
        return message
    return replace(message, content=message.content[:LONGEST_MESSAGE] + CUT)
