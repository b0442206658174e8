"""The conversations in a JSON file of any size, one at a time.

The file is an array of them, or an object with such an array under `conversations`, or one conversation. Nothing in it is
trusted: what is nested too deeply ends the reading, a conversation that is too large is passed over.
"""

from codecs import BOM_UTF8
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Final, Protocol

import ijson  # pyright: ignore[reportMissingTypeStubs] - it has none

from rxchat.domain.errors import InvalidRequest

DEEPEST: Final = 64
LARGEST_TEXT: Final = 64 * 2**20
LARGEST_ITEM: Final = 96 * 2**20
MOST_VALUES: Final = 1_000_000
"""What one conversation may be made of: levels, the bytes of a text and of all of it, values."""

ITEMS: Final = "conversations"
_CONTAINERS: Final[dict[str, Any]] = {"start_map": dict, "start_array": list}


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class TooLarge:
    """Stands for a conversation that is passed over."""

    reason: str = "It is larger than a conversation can be."


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in the file before its conversations."""

    values: dict[str, Any]


class _Bounded:
    """A file that is read between two events of the parser only so far as one text may be long."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._is_at_start = True
        self.unseen = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        if piece and self._is_at_start:
            self._is_at_start = False
            piece = piece.removeprefix(BOM_UTF8)
        self.unseen += len(piece)
        if self.unseen > LARGEST_TEXT:
            raise InvalidRequest("A text in the file is longer than any message.", hint="Export the conversations again.")
        return piece


class _Builder:
    """Puts one value together, or lets it pass when it is too large."""

    def __init__(self) -> None:
        self._open: list[Any] = []
        self._keys: list[str] = []
        self._values = self._size = 0
        self.value: Any = None

    def add(self, event: str, value: Any) -> bool:
        """Whether the value is whole."""
        if event == "map_key":
            self._keys[-1] = value
            self._size += len(value)
            return False
        if event.startswith("end_"):
            self._keys.pop()
            self._open.pop()
            return not self._open
        made: Any = _CONTAINERS.get(event)
        new: Any = value if made is None else made()
        self._count(new)
        if not self._open:
            self.value = new
        elif self._is_within_bounds():
            self._put(new)
        else:
            self.value = TooLarge()
        if made is not None:
            self._open.append(new)
            self._keys.append("")
        return not self._open

    def _put(self, new: Any) -> None:
        parent: list[Any] | dict[str, Any] = self._open[-1]
        if isinstance(parent, list):
            parent.append(new)
        else:
            parent[self._keys[-1]] = new

    def _count(self, new: Any) -> None:
        self._values += 1
        if isinstance(new, str):
            self._size += len(new)

    def _is_within_bounds(self) -> bool:
        return self._values <= MOST_VALUES and self._size <= LARGEST_ITEM


def json_items(file: Readable) -> Generator[Any]:
    """Each conversation as Python's own values, or TooLarge, after a Head where there is one.

    Raises InvalidRequest where the file is no such JSON.
    """
    found = 0
    try:
        for item in _items(_Bounded(file)):
            yield item
            found += 1
    except (ijson.JSONError, ValueError, OverflowError, SystemError) as exc:  # the last one for a number of 10,000 digits
        after = f" after {found:,} conversations" if found else ""
        raise InvalidRequest(
            f"The file is not JSON, or breaks off{after}.", hint="Choose the file as it was exported, or export it again."
        ) from exc


def _checked(head: Any) -> dict[str, Any]:
    if isinstance(head, TooLarge):
        raise InvalidRequest(
            "What stands in the file before its conversations is too large.", hint="Choose the file as it was exported."
        )
    return dict(head)


def _items(file: _Bounded) -> Generator[Any]:
    depth = list_depth = 0  # of where we are, and of the array whose values are conversations
    key = ""
    whole, item = _Builder(), _Builder()
    has_list = False
    for event, value in ijson.basic_parse(file):
        file.unseen = 0
        before, depth = depth, depth + event.startswith("start_") - event.startswith("end_")
        if depth > DEEPEST:
            raise InvalidRequest("The file is nested more deeply than any export.", hint="Choose another file.")
        if list_depth and before == list_depth and event == "end_array":
            list_depth = 0
        elif list_depth:
            if item.add(event, value):
                yield item.value
                item = _Builder()
        elif event == "start_array" and (before == 0 or (before == 1 and key == ITEMS)):
            list_depth, has_list = depth, True
            if before:
                yield Head(_checked(whole.value))
        elif before or event == "start_map":
            key = value if event == "map_key" and depth == 1 else key
            if whole.add(event, value) and not has_list:
                yield whole.value
        else:
            raise InvalidRequest("The file holds no conversations.", hint="Choose the file as it was exported.")
