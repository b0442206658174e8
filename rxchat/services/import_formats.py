"""Whose export a conversation is from, and its reader."""

from collections import Counter
from typing import Any, Final

from rxchat.domain.archives import Archive
from rxchat.services import chatgpt_export, claude_export, rxchat_export
from rxchat.services.foreign_messages import fields_of

READERS: Final = {
    "rxchat": ("messages", rxchat_export.read),
    "chatgpt": ("mapping", chatgpt_export.read),
    "claude": ("chat_messages", claude_export.read),
}
"""By name: the key that tells a program's conversations from the others', and what reads one."""


def source_of(item: Any) -> str | None:
    """The program that wrote a conversation; None for what is none."""
    known = fields_of(item)
    return next((name for name, (key, _) in READERS.items() if key in known), None)


def read(source: str, item: dict[str, Any], left_out: Counter[str]) -> Archive:
    """The conversation; what does not come along is counted in `left_out`. Raises ValueError with the reason in words."""
    return READERS[source][1](item, left_out)
