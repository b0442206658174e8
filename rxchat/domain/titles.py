"""Titles: one visible line, truncated only between whole characters."""

import unicodedata
from typing import Final

LONGEST_TITLE: Final = 500
UNNAMED: Final = "New chat"
_JOINERS: Final = "\u200c\u200d"
"""Invisible but meaningful: in emoji sequences, and in Persian and Indic words."""
_BLANKS: Final = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols by category that render as nothing."""
_DIRECTIONS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Bidi controls, which would reverse text beyond the title's end."""
_VIRAMA: Final = 9
"""The combining class of marks that join two consonants."""


def clean_title(text: str, most: int = LONGEST_TITLE) -> str:
    """One line without control, bidi and other invisible characters; empty if nothing visible is left."""
    seen = "".join(_shown(character) for character in unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode()))
    line = " ".join(seen.split()).strip(_JOINERS)
    return cut(line, most) if any(map(_is_visible, line)) else ""


def cut(text: str, most: int) -> str:
    """The start of `text`, at most `most` code points long, without splitting a grapheme."""
    if len(text) <= most:
        return text
    end = next((at for at in range(most, 0, -1) if not _is_inside(text, at)), most)
    return text[:end].rstrip()


def _shown(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in {"Cc", "Zl", "Zp"} or character in _DIRECTIONS:
        return " "
    return "" if kind == "Cf" and character not in _JOINERS and not _is_tag(character) else character


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPSC" and character not in _JOINERS + _BLANKS and not _is_tag(character)


def _is_inside(text: str, at: int) -> bool:
    """Whether `at` lies within a grapheme: a flag, an accent, an emoji sequence."""
    before, after = text[at - 1], text[at]
    if before == "\u200d" or unicodedata.combining(before) == _VIRAMA:
        return True
    if unicodedata.category(after)[0] == "M" or after in _JOINERS or _is_tag(after) or _is_skin(after):
        return True
    return _is_regional(after) and _letters_before(text, at) % 2 == 1


def _letters_before(text: str, at: int) -> int:
    """The number of consecutive regional indicators that end at `at`; two make a flag."""
    count = 0
    while count < at and _is_regional(text[at - 1 - count]):
        count += 1
    return count


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_skin(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def _is_tag(character: str) -> bool:
    """Whether it is a tag character, which spells the region of a flag."""
    return "\U000e0020" <= character <= "\U000e007f"
