"""Takes secrets out of a text: those that are known, by their value, and others by what keys look like.

Whoever loads a secret calls `remember_secret`, once, where it is loaded.
"""

import json
import re
from typing import Final
from urllib.parse import quote

MARK: Final = "[redacted]"
SHORTEST: Final = 8
"""Shorter values are not looked for: they would be found in every second word."""

MOST_SEARCHED: Final = 8192
"""Characters of a text in which the shapes of keys are looked for. The rest of a longer text is dropped."""

# Each pattern reads a text once, whatever is in it: none begins with a repetition, and none looks past a word for its end.
_PATTERNS: Final = (
    # Header names and their values, as a dict, a tuple of bytes or a line of a request shows them.
    (
        re.compile(
            r"""(?ix)\b((?:proxy-)?authorization|(?:x-(?:goog-)?)?api[-_]?key|(?:set-)?cookie)\b
                (["']?\s{0,16}[:=,]\s{0,16}b?["']?)[^"'\r\n]+"""
        ),
        rf"\1\2{MARK}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s{1,16}(?!\[)[\w.~+/=-]{6,}"), rf"\1 {MARK}"),
    # Anything that calls itself a key in an address, a form or a setting.
    (
        re.compile(r"""(?i)((?:key|token|secret|password)["']?\s{0,16}[=:]\s{0,16}["']?)(?!\[)[^\s"'&,;)}\]]{4,}"""),
        rf"\1{MARK}",
    ),
    (re.compile(r"\b(?:sk|pk|rk)-[\w-]{8,}"), MARK),  # what the keys of most vendors begin with
    (re.compile(r"\bAIza[\w-]{16,}"), MARK),  # Google
    (re.compile(r"\b(?:gsk|hf|r8|ghp|glpat|pplx|xai|fw|tgp|csk|nvapi)[_-][\w-]{8,}"), MARK),
    (re.compile(r"\beyJ[\w-]{8}[\w.-]*"), MARK),  # a JSON web token
)

_secrets: set[str] = set()
_longest_first: tuple[str, ...] = ()


def remember_secret(value: str | None) -> None:
    """Have `value` taken out of every text from now on, also where it is quoted for JSON or for an address."""
    global _longest_first
    words = (value or "").strip()
    if len(words) < SHORTEST or words in _secrets:
        return
    _secrets.update({words, json.dumps(words)[1:-1], quote(words, safe="")})
    _longest_first = tuple(sorted(_secrets, key=len, reverse=True))


def without_known_secrets(text: str) -> str:
    """The whole text, without the secrets that are known by value."""
    for secret in _longest_first:
        text = text.replace(secret, MARK)  # linear for every text, which an alternation of all secrets is not
    return text


def redacted(text: str) -> str:
    """The beginning of the text, without secrets. Known ones are taken out first: half a secret would not be found."""
    text = without_known_secrets(text)[:MOST_SEARCHED]
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text
