"""Redaction: removes known secrets by value, and unknown ones by the patterns of keys.

The code that loads a secret calls `remember_secret` once.
"""

import json
import re
from typing import Final
from urllib.parse import quote

MARK: Final = "[redacted]"
SHORTEST: Final = 8
"""Shorter values aren't redacted: they would match in ordinary words."""

MOST_SEARCHED: Final = 8192
"""Characters that are searched for key patterns; the rest of a longer text is dropped."""

# Every pattern is linear: none starts with a repetition, and none looks beyond a word for its end.
_PATTERNS: Final = (
    # Headers, as printed in dicts, tuples of bytes or raw requests.
    (
        re.compile(
            r"""(?ix)\b((?:proxy-)?authorization|(?:x-(?:goog-)?)?api[-_]?key|(?:set-)?cookie)\b
                (["']?\s{0,16}[:=,]\s{0,16}b?["']?)[^"'\r\n]+"""
        ),
        rf"\1\2{MARK}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s{1,16}(?!\[)[\w.~+/=-]{6,}"), rf"\1 {MARK}"),
    # Anything called a key in a URL, a form or a setting.
    (
        re.compile(r"""(?i)((?:key|token|secret|password)["']?\s{0,16}[=:]\s{0,16}["']?)(?!\[)[^\s"'&,;)}\]]{4,}"""),
        rf"\1{MARK}",
    ),
    (re.compile(r"\b(?:sk|pk|rk)-[\w-]{8,}"), MARK),  # prefix of most vendors' keys
    (re.compile(r"\bAIza[\w-]{16,}"), MARK),  # Google
    (re.compile(r"\brxchat_[\w-]{20,}"), MARK),  # a program's token
    (re.compile(r"\b(?:gsk|hf|r8|ghp|glpat|pplx|xai|fw|tgp|csk|nvapi)[_-][\w-]{8,}"), MARK),
    (re.compile(r"\beyJ[\w-]{8}[\w.-]*"), MARK),  # a JSON web token
)

_secrets: set[str] = set()
_longest_first: tuple[str, ...] = ()


def remember_secret(value: str | None) -> None:
    """Redact `value` from every text from now on, also where it is escaped for JSON or a URL."""
    global _longest_first
    words = (value or "").strip()
    if len(words) < SHORTEST or words in _secrets:
        return
    _secrets.update({words, json.dumps(words)[1:-1], quote(words, safe="")})
    _longest_first = tuple(sorted(_secrets, key=len, reverse=True))


def without_known_secrets(text: str) -> str:
    """The complete text without the known secrets."""
    for secret in _longest_first:
        text = text.replace(secret, MARK)  # linear, unlike an alternation of all secrets
    return text


def redacted(text: str) -> str:
    """The start of the text without secrets. Known ones are removed before truncation: half a secret wouldn't be recognized."""
    text = without_known_secrets(text)[:MOST_SEARCHED]
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text
