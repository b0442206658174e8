"""Import batches: the conversations of a file, grouped into transactions; large ones are written in batches of messages."""

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from rxchat.domain.archives import Archive
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.imports import FailedConversation
from rxchat.services.cancellation import go_on
from rxchat.services.transfer.formats.import_formats import programs, read, source_of
from rxchat.services.transfer.formats.imported_messages import clean, fields_of, text_of
from rxchat.services.transfer.formats.rxchat_export import refuse_newer
from rxchat.services.transfer.import_files import ImportFile
from rxchat.services.transfer.json_stream import Head, TooLarge

CONVERSATIONS_AT_ONCE: Final = 25
MESSAGES_AT_ONCE: Final = 500
TEXT_AT_ONCE: Final = 2**20
FAILURES_AT_ONCE: Final = 5000
"""A batch ends at the first of these limits: while it is being added, no answer can be saved."""

MOST_FAILURES_TOLD: Final = 20
MOST_UNKNOWN: Final = 10_000
"""No known export has so many values that aren't conversations."""


@dataclass(slots=True)
class Batch:
    """`failures` are the first of the `failed` conversations."""

    archives: list[Archive] = field(default_factory=list[Archive])
    left_out: list[Counter[str]] = field(default_factory=list[Counter[str]])
    sources: set[str] = field(default_factory=set[str])
    failed: int = 0
    failures: list[FailedConversation] = field(default_factory=list[FailedConversation])

    def fail(self, item: Any, reason: str) -> None:
        self.failed += 1
        if self.failed <= MOST_FAILURES_TOLD:
            self.failures.append(FailedConversation(title=_title_in(item), reason=reason))


def no_export() -> InvalidRequest:
    return InvalidRequest(f"This isn't a {programs()} export.", hint="Choose the original export file.")


def too_much_else() -> InvalidRequest:
    return InvalidRequest(
        "This file contains too many entries that aren't chats.", hint="Chats before them were imported. Export your chats again."
    )


def batches_of(file: ImportFile) -> Generator[Batch]:
    """Raises InvalidRequest, and Stopped."""
    batch, size, messages, unknown = Batch(), 0, 0, 0
    is_known = False
    for item in file.items():
        go_on()
        if isinstance(item, Head):
            refuse_newer(item.values)
            continue
        before = len(batch.archives)
        is_conversation = _take(item, batch)
        for archive in batch.archives[before:]:
            messages += len(archive.messages)
            size += sum(len(message.content) for message in islice(archive.messages, MESSAGES_AT_ONCE))
        unknown += not is_conversation
        is_known = is_known or is_conversation
        if unknown > MOST_UNKNOWN:
            raise too_much_else() if is_known else no_export()
        is_full = len(batch.archives) >= CONVERSATIONS_AT_ONCE or batch.failed >= FAILURES_AT_ONCE
        if is_full or messages >= MESSAGES_AT_ONCE or size >= TEXT_AT_ONCE:
            yield batch
            batch, size, messages = Batch(), 0, 0
    yield batch


def _take(item: Any, batch: Batch) -> bool:
    """Whether it is a conversation of a known program, importable or not."""
    if isinstance(item, TooLarge):
        batch.fail(item, item.reason)
        return False
    source = source_of(item)
    if source is None:
        batch.fail(item, "Unknown chat format.")
        return False
    left_out: Counter[str] = Counter()
    batch.sources.add(source)
    try:
        archive = read(source, item, left_out)
    except (ValueError, TypeError, KeyError, AttributeError) as exc:
        batch.fail(item, str(exc) if type(exc) is ValueError else "Unexpected format.")
        return True
    batch.archives.append(archive)
    batch.left_out.append(left_out)
    return True


def _title_in(item: Any) -> str:
    whole = fields_of(item)
    inner = fields_of(whole.get("conversation")) or whole
    return " ".join(clean(text_of(inner.get("title")) or text_of(inner.get("name"))).split())[:200]
