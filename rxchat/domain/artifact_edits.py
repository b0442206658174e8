"""Artifact edits: an update that says which lines to replace, in the form that models know from code editors.

<<<<<<< SEARCH
lines of the artifact as it is
=======
lines in their place
>>>>>>> REPLACE
"""

import re
from typing import Final, NamedTuple

MOST_EDITS: Final = 200
_SEARCH: Final = re.compile(r"^<{5,9} ?SEARCH[ \t]*\r?\n", re.MULTILINE)
_DIVIDER: Final = re.compile(r"^={5,9}[ \t]*\r?$", re.MULTILINE)
_REPLACE: Final = re.compile(r"^>{5,9} ?REPLACE[ \t]*\r?$", re.MULTILINE)


class Edit(NamedTuple):
    old: str
    new: str


def read_edits(text: str) -> list[Edit] | None:
    """The replacements of an update; None where one isn't whole, or there are none."""
    edits: list[Edit] = []
    at = 0
    while (search := _SEARCH.search(text, at)) and len(edits) < MOST_EDITS:
        divider = _DIVIDER.search(text, search.end())
        replace = _REPLACE.search(text, divider.end()) if divider else None
        if divider is None or replace is None:
            return None
        edits.append(
            Edit(text[search.end() : divider.start()].rstrip("\r\n"), text[divider.end() : replace.start()].strip("\r\n"))
        )
        at = replace.end()
    return edits or None


def apply_edits(content: str, text: str) -> str | None:
    """`content` after the update `text`; None where a replacement doesn't fit: what it searches isn't there once."""
    edits = read_edits(text)
    if edits is None:
        return None
    for old, new in edits:
        if not old.strip() or content.count(old) != 1:
            return None
        content = content.replace(old, new)
    return content
