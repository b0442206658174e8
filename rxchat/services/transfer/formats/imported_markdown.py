"""Imported Markdown: notes about what is not imported, code, links and names."""

import re
from typing import Any, Final
from urllib.parse import quote, urlsplit

IMAGE: Final = "*[An image that was not imported]*"
RECORDING: Final = "*[A recording that was not imported]*"
TOOLS: Final = "*[Only tools were used here; that was not imported]*"
LONGEST_NAME: Final = 200
_LOOKED_AT: Final = 1000
_MARKS: Final = re.compile(r"[\\`*\[\]<>$|&#]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~")
_BACKTICKS: Final = re.compile(r"`{3,}")
_LANGUAGE: Final = re.compile(r"[A-Za-z0-9][\w+#.-]{0,29}")
_KEPT_IN_ADDRESS: Final = "!#$%&'*+,/:;=?@[]~-._"


def plain(text: Any) -> str:
    """A name or a title as one short line that Markdown takes as it stands; empty for what is no text."""
    line = " ".join(text[:_LOOKED_AT].split()) if isinstance(text, str) else ""
    if len(line) > LONGEST_NAME:
        line = line[: LONGEST_NAME - 1] + "\u2026"
    return _MARKS.sub(lambda mark: "\\" + mark[0], line)


def is_note(text: str) -> bool:
    return text.startswith("*[") and text.endswith("]*") and "\n" not in text


def image_note(name: Any = "") -> str:
    return _named(IMAGE, name)


def drawing_note(prompt: Any = "") -> str:
    return _named("*[A drawn image that was not imported]*", prompt)


def file_note(name: Any = "") -> str:
    return _named("*[A file that was not imported]*", name)


def _named(note: str, name: Any) -> str:
    label = plain(name)
    return f"{note[:-2]}: {label}]*" if label else note


def code_block(text: str, language: str = "") -> str:
    """In a fence that nothing in it closes."""
    longest = max((len(run[0]) for run in _BACKTICKS.finditer(text)), default=2)
    fence = "`" * (longest + 1)
    known = language if _LANGUAGE.fullmatch(language) else ""
    return f"{fence}{known}\n{text.rstrip(chr(10))}\n{fence}"


def link(title: Any, address: Any) -> str:
    """A link, called by its title or its host; empty where the address is none of the web."""
    if not isinstance(address, str) or len(address) > 2000:
        return ""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    encoded = quote(address.strip().encode("utf-8", "replace"), safe=_KEPT_IN_ADDRESS)
    return f"[{plain(title) or plain(host.removeprefix('www.'))}]({encoded})"
