"""The conversations in a JSON file of any size, one at a time.

The file is an array of them, or an object with such an array under `conversations`, or one conversation. Nothing in it is
trusted: what is nested too deeply ends the reading, a conversation that is too large is passed over.
"""

import json
import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Final, Never, cast

from rxchat.domain.errors import InvalidRequest
from rxchat.services.transfer import json_scanner
from rxchat.services.transfer.json_scanner import JsonText, Malformed, Readable

ITEMS: Final = "conversations"
SHARED: Final = "shared_messages"
ENTRIES: Final = frozenset({"projects", "folders", "prompts", SHARED})
"""Further arrays of an object whose `format` is ENTRY_FORMAT: their values are read one at a time too."""
ENTRY_FORMAT: Final = "rxchat.conversations"
# Halves of characters as an export may have them: as an escape without its other half, or written out.
_HALF: Final = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
    rb"|\xed[\xa0-\xbf]"
)


@dataclass(frozen=True, slots=True)
class TooLarge:
    """Stands for a skipped conversation."""

    reason: str = "This chat is too large to import."


@dataclass(frozen=True, slots=True)
class Head:
    """The members before the file's conversations and entries."""

    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of another array than the conversations: a project, a folder, a prompt or a shared message."""

    kind: str
    value: Any


def json_items(file: Readable) -> Generator[Any]:
    """Each conversation as Python values, or TooLarge, after a Head if there is one, and Entry values.

    Raises InvalidRequest if the file isn't such JSON.
    """
    found = 0
    try:
        for item in _items(JsonText(file)):
            yield item
            found += not isinstance(item, (Head, Entry))
    except (ValueError, RecursionError) as exc:
        after = f" after {found:,} conversations" if found else ""
        raise InvalidRequest(
            f"The file is not JSON, or breaks off{after}.", hint="Choose the file as it was exported, or export it again."
        ) from exc


def _items(text: JsonText) -> Generator[Any]:
    if text.skip(b"["):
        yield from _listed(text, depth=1)
    elif text.skip(b"{"):
        yield from _of_object(text)
    else:
        _parsed(text.value(0) or b"null")
        if text.next():
            raise Malformed
        raise InvalidRequest("No chats found in this file.", hint="Choose the original export file.")
    if text.next():
        raise Malformed


def _listed(text: JsonText, depth: int) -> Generator[Any]:
    """The values of an array after its opening bracket."""
    if text.skip(b"]"):
        return
    while True:
        value = text.value(depth)
        yield TooLarge() if value is None else _parsed(value)
        if text.skip(b"]"):
            return
        _expect(text, b",")


def _of_object(text: JsonText) -> Generator[Any]:
    """The conversations in an object after its opening brace, or the object itself as the only one."""
    whole: dict[str, Any] | None = {}
    size = 0
    has_list = False
    if text.skip(b"}"):
        yield whole
        return
    while True:
        key = _key(text)
        if (key == ITEMS or _has_entries(key, whole)) and text.skip(b"["):
            if not has_list:
                yield Head(_checked(whole))
            has_list = True
            yield from _listed(text, depth=2) if key == ITEMS else (Entry(key, one) for one in _listed(text, depth=2))
        else:
            value = text.value(1)
            size += len(value or b"")
            if value is None or size > json_scanner.LARGEST_ITEM:
                whole = None
            elif whole is not None and not has_list:
                whole[key] = _parsed(value)
        if text.skip(b"}"):
            break
        _expect(text, b",")
    if not has_list:
        yield TooLarge() if whole is None else whole


def _has_entries(key: str, head: dict[str, Any] | None) -> bool:
    return key in ENTRIES and head is not None and head.get("format") == ENTRY_FORMAT


def _key(text: JsonText) -> str:
    key = text.value(1)
    name = None if key is None else _parsed(key)
    if not isinstance(name, str):
        raise Malformed
    _expect(text, b":")
    return name


def _expect(text: JsonText, byte: bytes) -> None:
    if not text.skip(byte):
        raise Malformed


def _parsed(value: bytes) -> Any:
    parsed = json.loads(value.decode("utf-8", "surrogatepass"), strict=False, parse_constant=_no_number)
    return _repaired(parsed) if _HALF.search(value) else parsed


def _repaired(value: Any) -> Any:
    """Replace lone surrogates in all strings. The depth is bounded by the scanner."""
    if isinstance(value, str):
        return whole_characters(value)
    if isinstance(value, list):
        return [_repaired(one) for one in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {whole_characters(name): _repaired(one) for name, one in cast("dict[str, Any]", value).items()}
    return value


def whole_characters(text: str) -> str:
    """Join surrogate pairs; a lone surrogate becomes U+FFFD."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _no_number(name: str) -> Never:
    raise Malformed(name)


def _checked(head: dict[str, Any] | None) -> dict[str, Any]:
    if head is None:
        raise InvalidRequest("This doesn't look like a chat export.", hint="Choose the original export file.")
    return dict(head)
