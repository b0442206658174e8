"""Import batches: the conversations of a file, grouped into transactions; large ones are written in batches of messages."""

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from rxchat.domain.archives import Archive, ArchivedSharedMessage
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.imports import FailedConversation
from rxchat.domain.instructions import CustomInstructions
from rxchat.domain.library_archives import LibraryEntry
from rxchat.services.cancellation import go_on
from rxchat.services.transfer.formats.import_formats import programs, read, source_of
from rxchat.services.transfer.formats.imported_messages import clean, fields_of, text_of
from rxchat.services.transfer.formats.library_entries import read_entry, read_instructions, size_of
from rxchat.services.transfer.formats.rxchat_export import FORMAT, read_shared, refuse_newer
from rxchat.services.transfer.import_files import ImportFile
from rxchat.services.transfer.json_stream import ENTRY_FORMAT, SHARED, Entry, Head, TooLarge

CONVERSATIONS_AT_ONCE: Final = 25
MESSAGES_AT_ONCE: Final = 500
ENTRIES_AT_ONCE: Final = 500
TEXT_AT_ONCE: Final = 2**20
FAILURES_AT_ONCE: Final = 5000
"""A batch ends at the first of these limits: while it is being added, no answer can be saved."""

MOST_FAILURES_TOLD: Final = 20
MOST_UNKNOWN: Final = 10_000
"""No known export has so many values that aren't conversations."""


@dataclass(slots=True)
class Batch:
    """`failures` are the first of the `failed` conversations. `is_start` marks the first batch of a document that may have
    `entries`, which come before its conversations. `shared` come after them.
    """

    is_start: bool = False
    instructions: CustomInstructions = field(default_factory=CustomInstructions)
    entries: list[LibraryEntry] = field(default_factory=list[LibraryEntry])
    entries_left_out: Counter[str] = field(default_factory=Counter[str])
    shared: list[ArchivedSharedMessage] = field(default_factory=list[ArchivedSharedMessage])
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
    filling = _Filling()
    for item in file.items():
        go_on()
        if isinstance(item, Head):
            refuse_newer(item.values)
            yield filling.taken()
            filling.start(item)
        elif isinstance(item, Entry):
            filling.add_entry(item)
        else:
            filling.add(item)
        if filling.is_full():
            yield filling.taken()
    yield filling.taken()


class _Filling:
    """The batch that is being filled, and what the file has had so far."""

    def __init__(self) -> None:
        self._batch = Batch()
        self._size = self._messages = self._unknown = 0
        self._is_known = False
        self._entries = Counter[str]()

    def start(self, head: Head) -> None:
        self._batch.is_start = True
        self._entries.clear()
        if head.values.get("format") == ENTRY_FORMAT:
            self._batch.instructions = read_instructions(head.values.get("instructions"), self._batch.entries_left_out)
            if self._batch.instructions != CustomInstructions():
                self._batch.sources.add(FORMAT.name)

    def add_entry(self, entry: Entry) -> None:
        self._batch.sources.add(FORMAT.name)
        if entry.kind == SHARED:
            self._add_shared(entry.value)
            return
        found = read_entry(entry, self._entries, self._batch.entries_left_out)
        if found is not None:
            self._batch.entries.append(found)
            self._size += size_of(found)

    def _add_shared(self, value: Any) -> None:
        found = read_shared(value, self._batch.entries_left_out)
        if found is not None:
            self._batch.shared.append(found)
            self._size += len(found.content) + len(found.thinking or "") + len(found.images or "")

    def add(self, item: Any) -> None:
        before = len(self._batch.archives)
        is_conversation = _take(item, self._batch)
        for archive in self._batch.archives[before:]:
            self._messages += len(archive.messages)
            self._size += sum(len(message.content) for message in islice(archive.messages, MESSAGES_AT_ONCE))
            self._size += sum(len(artifact.content) for artifact in archive.artifacts)
        self._unknown += not is_conversation
        self._is_known = self._is_known or is_conversation
        if self._unknown > MOST_UNKNOWN:
            raise too_much_else() if self._is_known else no_export()

    def is_full(self) -> bool:
        batch = self._batch
        has_many = len(batch.archives) >= CONVERSATIONS_AT_ONCE or len(batch.entries) + len(batch.shared) >= ENTRIES_AT_ONCE
        return has_many or batch.failed >= FAILURES_AT_ONCE or self._messages >= MESSAGES_AT_ONCE or self._size >= TEXT_AT_ONCE

    def taken(self) -> Batch:
        batch, self._batch = self._batch, Batch()
        self._size = self._messages = 0
        return batch


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
