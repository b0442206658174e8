"""Titles of conversations, derived from text."""

import json
import re
from itertools import chain
from typing import Final, cast

from rxchat.domain.titles import UNNAMED, clean_title, cut

TITLE_CHARACTERS = 60
_LABEL: Final = re.compile(r"^(?:title|name)\s*:\s*", re.IGNORECASE)
_AROUND: Final = " \t\"'`*_#\u00ab\u00bb\u2018\u2019\u201c\u201d\u201e"
_STOPS: Final = ".\u3002"
_KEYS: Final = ("title", "Title", "name", "Name", "conversation_title", "topic")
_TAGS: Final = re.compile(r"^<(?:title|name)>|</(?:title|name)>$", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_][\w'/-]*")
_CODE: Final = re.compile(r"s\d{1,2}")  # a category of a guard
_VERDICTS: Final = frozenset({
    "safe", "unsafe", "yes", "no", "true", "false", "none", "null", "n/a", "title", "untitled", "label", "score", "class",
    "category", "result", "verdict", "benign", "malicious", "injection", "jailbreak", "toxic", "positive", "negative", "neutral",
})  # fmt: skip
"""Words that guard and classifier models answer with."""
_EXCERPT: Final = 1_000
"""Characters of a line to examine; a title has at most sixty."""

_FENCE_LINE: Final = re.compile(r"^\s*(?:>\s*)*(?:`{3,}[^`]*|~{3,}.*)$")
_RULE: Final = re.compile(r"^[\s\-=*_|:+>#~`.]+$")
_BLOCK_MARK: Final = re.compile(r"^(?:#{1,6}\s+|>\s*|[-*+\u2022]\s+|\d{1,3}[.)]\s+|\[[ xX]\]\s+|\|\s*)+")
_INLINE: Final = (
    (re.compile(r"!?\[([^\[\]]+)\]\([^()\s]*(?:\s[^()]*)?\)"), r"\1"),  # links and images
    (re.compile(r"(?<!`)`{1,3}([^`]+)`{1,3}(?!`)"), r"\1"),
    (re.compile(r"\*\*(?=\S)([^*]+)(?<=\S)\*\*"), r"\1"),
    (re.compile(r"~~(?=\S)([^~]+)(?<=\S)~~"), r"\1"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=[^\W_])([^_]+)(?<=\S)_(?!\w)"), r"\1"),
)


def title_of(text: str) -> str:
    """A title from a first message: its first line with words, without Markdown, cut at a word if long."""
    lines = [line[:_EXCERPT] for line in text.splitlines() if line.strip()]
    worded = (_plain(line) for line in lines if not _FENCE_LINE.match(line) and not _RULE.match(line))
    otherwise = (line.strip("`~ ") or line for line in lines)  # nothing but marks
    named = (title for line in chain(worded, otherwise) if (title := clean_title(line)))
    return _short(next(named, UNNAMED))


def spoken_title(said: str) -> str:
    """The title in a model's answer, without its wrapping; empty if there is none."""
    lines = (line.strip(_AROUND) for line in _unwrapped(said).splitlines())
    line = next((line for line in lines if line and not line.endswith(":")), "")  # skips an introduction: "Here is a name:"
    line = clean_title(_LABEL.sub("", line).strip(_AROUND).rstrip(_STOPS))
    return "" if _is_verdict(line) else _short(line)


def _is_verdict(line: str) -> bool:
    """Whether it is a guard's or classifier's output: a number, a label, both, or nothing."""
    words = [word for word in _WORD.findall(line.casefold()) if not _CODE.fullmatch(word)]
    return all(word in _VERDICTS for word in words)


def _unwrapped(said: str) -> str:
    """The title in `{"title": "..."}`, wherever it occurs; other JSON yields none."""
    text = said.strip()
    if text.startswith("```"):
        text = text.partition("\n")[2].rstrip().removesuffix("```")
    text = _TAGS.sub("", text).strip()
    if text.startswith('"') and isinstance(quoted := _json_at(text, 0, is_all=True), str):
        return _unwrapped(quoted)
    start = text.find("{")
    found = _json_at(text, start) if start >= 0 else _json_at(text, 0) if text.startswith("[") else None
    while isinstance(found, list) and found:
        found = cast(list[object], found)[0]
    if isinstance(found, dict):
        named = cast(dict[str, object], found)
        title = next((named[key] for key in _KEYS if key in named), "")
        return title if isinstance(title, str) else ""
    if isinstance(found, str):
        return found
    return "" if start == 0 else text


def _json_at(text: str, start: int, *, is_all: bool = False) -> object:
    """The JSON value at `start`, or one that spans the whole text; else None."""
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return None if is_all and end < len(text) else value


def _plain(line: str) -> str:
    """A line of Markdown as plain text."""
    words = _BLOCK_MARK.sub("", line.strip())
    for pattern, inside in _INLINE:
        words = pattern.sub(inside, words)
    return words.strip(" |") or line


def _short(line: str) -> str:
    if len(line) <= TITLE_CHARACTERS:
        return line
    head = cut(line, TITLE_CHARACTERS - 1)
    return f"{head.rsplit(' ', 1)[0] if ' ' in head else head}…"
