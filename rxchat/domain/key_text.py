"""Key text: extracts an API key from pasted text, and names what can't be part of one."""

import re
import unicodedata
from typing import Final

from rxchat.domain.errors import InvalidRequest

LONGEST_KEY: Final = 4096
SHORTEST_SECRET: Final = 8
"""Shorter values aren't redacted: they would match in the middle of words."""

_QUOTES: Final = "\"'`\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u300c\u300d\uff02\uff07"
_AROUND: Final = _QUOTES + ",;()"
_ESCAPED: Final = ("\\n", "\\r", "\\t")  # line ends as JSON and shells escape them
# What precedes the key in a shell command, a settings file, a request header or JSON.
_BEFORE: Final = re.compile(
    r"""
      (?:-H|--header) (?:\s+|(?=["'])) | (?:export|set|setx|setenv|env) \s+ (?=[A-Za-z_]) | \$env:
    | (?:proxy-)?authorization \s* ["']? \s* [:=] \s* | bearer (?:\s+|\s*:\s*|$)
    | (?!sk-) [\w-]{0,80}? (?:key|token|secret) ["']? \s* [:=] \s*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MASKED: Final = re.compile(r"\.{3}|\u2026|[*\u2022\u00b7\u25cf\u2217\u2731\u00d7]{3,}|[xX]{8,}")
_PLACEHOLDER: Final = re.compile(r"<.*>|\[.*\]|\{.*\}|\$\w+|.*\byour[-_ ].*key.*", re.IGNORECASE)
_NAMES: Final = {"\n": "line break", "\r": "line break", "\t": "tab", " ": "space", "\u200b": "zero-width space"}


def bare(text: str, around: str = _AROUND) -> str:
    """The text without surrounding blanks, invisible characters and the characters in `around`."""
    start, end = 0, len(text)
    while start < end and _is_around(text[start], around):
        start += 1
    while end > start and _is_around(text[end - 1], around):
        end -= 1
    return text[start:end]


def key_in(pasted: str) -> str:
    """The key in pasted text: without quotes, invisible characters, and the words of a header or setting."""
    key = bare(pasted)
    while found := _BEFORE.match(key):
        key = bare(key[found.end() :])
    while key.endswith(_ESCAPED):
        key = bare(key[:-2])
    return key


def fault_in(key: str) -> str:
    """What can't be part of a key, in words that don't repeat it; empty if nothing is wrong."""
    if len(key) > LONGEST_KEY:
        return f"It has {len(key):,} characters, and the limit is {LONGEST_KEY:,}."
    if _MASKED.search(key):
        return "It's masked, with some characters replaced by dots, stars or an x."
    if _PLACEHOLDER.fullmatch(key):
        return "It's a placeholder from an example, not a key."
    for position, character in enumerate(key, 1):
        if not character.isascii() or not character.isprintable() or character == " ":
            return f"Character {position} is {_named(character)}."
    return ""


def checked_key(pasted: str) -> str:
    """The key in pasted text. Raises InvalidRequest, which doesn't repeat it, if there is none."""
    key = key_in(pasted)
    if not key:
        raise InvalidRequest("Enter an API key.", hint="Copy it from the provider's page.")
    fault = fault_in(key)
    if fault:
        hint = (
            "Copy the whole key from the provider's page. Most show it only once, so create a new one if you can't see it there."
        )
        raise InvalidRequest(f"That isn't a valid API key. {fault}", hint=hint if "mask" in fault else "Copy it again.")
    return key


def _is_around(character: str, around: str) -> bool:
    return character in around or character.isspace() or unicodedata.category(character) in ("Cf", "Cc", "Zs", "Zl", "Zp")


def _named(character: str) -> str:
    name = _NAMES.get(character) or unicodedata.name(character, "control character").lower().replace("zero width", "zero-width")
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name} (U+{ord(character):04X})"
