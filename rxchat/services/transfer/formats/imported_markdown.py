"""Imported Markdown: notes about what is not imported, and links."""

from typing import Any, Final
from urllib.parse import quote, urlsplit

from rxchat.domain.markdown_text import plain

IMAGE: Final = "*[An image that was not imported]*"
RECORDING: Final = "*[A recording that was not imported]*"
TOOLS: Final = "*[Only tools were used here; that was not imported]*"
_KEPT_IN_ADDRESS: Final = "!#$%&'*+,/:;=?@[]~-._"


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
