"""Library entries: reads projects, folders, prompts and instructions of rxchat's export, within bounds."""

import re
from collections import Counter
from dataclasses import replace
from typing import Any, Final

from pydantic import TypeAdapter

from rxchat.domain.instructions import CustomInstructions
from rxchat.domain.library_archives import ArchivedFolder, ArchivedProject, ArchivedPrompt, LibraryEntry
from rxchat.domain.spending import is_amount
from rxchat.services.transfer.formats.imported_messages import fields_of, text_of
from rxchat.services.transfer.formats.validation import bounded, validated
from rxchat.services.transfer.json_stream import Entry

MOST_ENTRIES: Final = 10_000
"""Of each kind, in one file."""

_ADAPTERS: Final[dict[str, TypeAdapter[Any]]] = {
    "projects": TypeAdapter(ArchivedProject),
    "folders": TypeAdapter(ArchivedFolder),
    "prompts": TypeAdapter(ArchivedPrompt),
}
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z-]{1,32}|(?:rgb|hsl|oklch)a?\([\d\s.,%/deg+-]{1,64}\)")


def read_entry(entry: Entry, counts: Counter[str], left_out: Counter[str]) -> LibraryEntry | None:
    """The entry within its bounds; None for one that is counted in `left_out`. `counts` are those of the file so far, by kind."""
    counts[entry.kind] += 1
    if counts[entry.kind] > MOST_ENTRIES:
        left_out[f"{entry.kind} after the first {MOST_ENTRIES:,}"] += 1
        return None
    try:  # TooLarge is no object either
        found: LibraryEntry = bounded(validated(_ADAPTERS[entry.kind], fields_of(entry.value), entry.kind), left_out)
    except ValueError:
        left_out[f"unreadable {entry.kind}"] += 1
        return None
    return _readable(found, left_out) if isinstance(found, ArchivedProject) else found


def _readable(project: ArchivedProject, left_out: Counter[str]) -> ArchivedProject:
    """Without a color or a budget that means nothing here."""
    if project.color and not _COLOR.fullmatch(project.color):
        left_out["unknown colors"] += 1
        project = replace(project, color="")
    if project.monthly_limit is not None and not is_amount(project.monthly_limit):
        left_out["budgets out of bounds"] += 1
        project = replace(project, monthly_limit=None)
    return project


def read_instructions(value: Any, left_out: Counter[str]) -> CustomInstructions:
    """Anything but texts counts as empty."""
    given = fields_of(value)
    texts = CustomInstructions(about_you=text_of(given.get("about_you")), how_to_respond=text_of(given.get("how_to_respond")))
    return bounded(texts, left_out)


def size_of(entry: LibraryEntry) -> int:
    """Characters, about."""
    match entry:
        case ArchivedProject():
            return len(entry.description) + len(entry.instructions)
        case ArchivedPrompt():
            return len(entry.description) + len(entry.text)
        case ArchivedFolder():
            return len(entry.name)
