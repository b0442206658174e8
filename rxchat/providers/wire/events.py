"""Events: decodes lines into events, in any framing that vendors and gateways use.

Server-sent events, one JSON object per line, one whole JSON body: what a stream is shows in its lines, whatever its content type
says. Errors that break in as a field `error:` or as bare lines of JSON are events too, and the last one needs no blank line.
"""

import json
import re
from typing import Any, Final, NamedTuple, cast

from rxchat.providers.wire.json_access import Json
from rxchat.providers.wire.lines import TooLong

END_MARK: Final[Json] = {}
"""Stands for `[DONE]`. It is empty, so that it says nothing to a reader whose vendor has another end."""

MAX_EVENT: Final = 2**20
MAX_WHOLE: Final = 2**24
"""Bytes of a JSON body that holds a whole answer."""

_FIELDS: Final = ("", "data", "event", "id", "retry", "error")
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_DONE: Final = "[done]"
_PING: Final = re.compile(r"(?:ping|pong|keep[-_ ]?alive|heartbeat)", re.IGNORECASE)


class Event(NamedTuple):
    """`name` is what stands in its field `event`: "error" also where the vendor has a field of that name."""

    text: str
    name: str = ""

    @property
    def is_whole(self) -> bool:
        try:
            self.objects()
        except ValueError:
            return False
        return True

    def objects(self) -> list[Json]:
        """What it says: none where it is harmless, `END_MARK` where it is that. Raises ValueError where it is not JSON."""
        text = self.text.strip()
        if not text.startswith("{"):
            if text.strip('" ').lower() == _DONE:
                return [END_MARK]
            if not text or _PING.fullmatch(text) or _PING.fullmatch(self.name):
                return []
        try:
            value: Any = json.loads(text)
        except RecursionError as exc:
            raise ValueError from exc
        values: list[Any] = cast(list[Any], value) if isinstance(value, list) else [value]
        return [cast(Json, one) for one in values if isinstance(one, dict)]


class EventReader:
    """Takes lines, and gives an event as soon as it is whole. Raises TooLong for one that outgrows its bound."""

    def __init__(self, *, is_by_line: bool) -> None:
        """`is_by_line` says that each line is an object of its own; it shows in the first one too."""
        self._is_by_line = is_by_line
        self._has_begun = False
        self._name = ""
        self._data: list[str] = []
        self._bare: list[str] = []
        self._size = self._depth = 0

    def take(self, line: str) -> Event | None:
        """The event that is whole with this line."""
        self._size += len(line)
        if self._size > MAX_EVENT:
            self._check_size(line)
        if not self._bare:  # the usual ones
            if line.startswith("data:"):
                self._data.append(line[5:])
                return None
            if line.startswith("event:"):
                self._name = line[6:].strip().lower()
                return None
        if self._bare or line.lstrip()[:1] in ("{", "["):
            return self._bare_line(line)
        if not line.strip():
            return self._taken("\n".join(self._data)) if self._data or self._name else self._nothing()
        return self._field(line)

    def _field(self, line: str) -> Event | None:
        field, _, value = line.partition(":")
        match field.strip().lower():
            case "data":
                self._data.append(value)
            case "event":
                self._name = value.strip().lower()
            case "error":
                self._name = "error"
                return self._taken(value)
            case _ if self._is_by_line and field:
                return self._taken(line)
            case _:
                return None
        return None

    def end(self) -> Event | None:
        """The last event, where nothing but its end was missing. What was cut off is left out."""
        if self._bare:
            return self._taken("\n".join(self._bare)) if self._is_by_line else None
        event = Event("\n".join(self._data), self._name)
        return event if self._data and (event.name == "error" or event.is_whole) else None

    def _check_size(self, line: str) -> None:
        if self._size > (MAX_WHOLE if self._bare or line[:1] in ("{", "[") else MAX_EVENT):
            raise TooLong

    def _bare_line(self, line: str) -> Event | None:
        """A line of JSON, which may be the first of several: in a stream by lines where it holds no more than a bracket."""
        outside = _STRING.sub("", line)
        self._depth += sum(map(outside.count, "{[")) - sum(map(outside.count, "}]"))
        may_go_on = self._bare or not (self._is_by_line and self._has_begun) or line.strip() in ("{", "[")
        if self._depth > 0 and may_go_on:
            self._bare.append(line)
            return None
        self._is_by_line = self._is_by_line or not (self._bare or self._data or self._has_begun)
        return self._taken("\n".join([*self._bare, line]))

    def _taken(self, text: str) -> Event:
        event = Event(text, self._name)
        self._has_begun = True
        self._bare = []
        self._depth = 0
        self._data = []
        self._nothing()
        return event

    def _nothing(self) -> None:
        self._name = ""
        self._size = 0


def is_recognised(line: str) -> bool:
    """Whether a stream's first line with something in it belongs to one of the forms."""
    return line.lstrip()[:1] in ("{", "[") or line.partition(":")[0].strip().lower() in _FIELDS
