"""Names of conversations, whoever wrote them: one visible line that is cut only between whole characters."""

import unicodedata
from typing import Final

LONGEST_TITLE: Final = 500
UNNAMED: Final = "New chat"
_JOINERS: Final = "\u200c\u200d"
"""Invisible, and part of what is written: of emoji families, of Persian and Indian words."""
_BLANKS: Final = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols in the eyes of Unicode that show nothing."""
_DIRECTIONS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of all that follows it, beyond the name's end."""
_VIRAMA: Final = 9
"""The combining class of a mark that joins two consonants."""


def clean_title(text: str, most: int = LONGEST_TITLE) -> str:
    """One line without control, direction and other unseen characters; empty where nothing of it can be seen."""
    seen = "".join(_shown(character) for character in unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode()))
    line = " ".join(seen.split()).strip(_JOINERS)
    return cut(line, most) if any(map(_is_visible, line)) else ""


def cut(text: str, most: int) -> str:
    """The beginning of `text`, at most `most` long, that tears no character that is written with several code points apart."""
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
    """Whether the character before that place goes on after it: a flag, an accent, a family."""
    before, after = text[at - 1], text[at]
    if before == "\u200d" or unicodedata.combining(before) == _VIRAMA:
        return True
    if unicodedata.category(after)[0] == "M" or after in _JOINERS or _is_tag(after) or _is_skin(after):
        return True
    return _is_regional(after) and _letters_before(text, at) % 2 == 1


def _letters_before(text: str, at: int) -> int:
    """How many of the letters that make up flags, two each, end at that place."""
    count = 0
    while count < at and _is_regional(text[at - 1 - count]):
        count += 1
    return count


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_skin(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def _is_tag(character: str) -> bool:
    """Of the unseen letters that say whose flag a black one is."""
    return "\U000e0020" <= character <= "\U000e007f"
