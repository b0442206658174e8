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

_PATTERNS: Final = (
    # Header names and their values, as a dict, a tuple of bytes or a line of a request shows them.
    (
        re.compile(
            r"""(?ix)\b((?:proxy-)?authorization|(?:x-(?:goog-)?)?api[-_]?key|(?:set-)?cookie)\b
                (["']?\s*[:=,]\s*b?["']?)[^"'\r\n]+"""
        ),
        rf"\1\2{MARK}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s+(?!\[)[\w.~+/=-]{6,}"), rf"\1 {MARK}"),
    # Anything that calls itself a key in an address, a form or a setting.
    (
        re.compile(r"""(?i)\b([\w-]*(?:key|token|secret|password))\b(["']?\s*[=:]\s*["']?)(?!\[)[^\s"'&,;)}\]]{4,}"""),
        rf"\1\2{MARK}",
    ),
    (re.compile(r"\b(?:sk|pk|rk)-[\w-]{8,}"), MARK),  # what the keys of most vendors begin with
    (re.compile(r"\bAIza[\w-]{16,}"), MARK),  # Google
    (re.compile(r"\b(?:gsk|hf|r8|ghp|glpat|pplx|xai|fw|tgp|csk|nvapi)[_-][\w-]{8,}"), MARK),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"), MARK),  # a JSON web token
)

_secrets: set[str] = set()
_known: re.Pattern[str] | None = None


def remember_secret(value: str | None) -> None:
    """Have `value` taken out of every text from now on, also where it is quoted for JSON or for an address."""
    global _known
    words = (value or "").strip()
    if len(words) < SHORTEST or words in _secrets:
        return
    _secrets.update({words, json.dumps(words)[1:-1], quote(words, safe="")})
    _known = re.compile("|".join(re.escape(secret) for secret in sorted(_secrets, key=len, reverse=True)))


def redacted(text: str) -> str:
    """The text without secrets."""
    if _known is not None:
        text = _known.sub(MARK, text)
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text
