"""JSON stream: a vendor's stream as JSON objects. Harmless events are skipped, errors are raised."""

import json
from collections.abc import AsyncGenerator, Iterator
from typing import Final

from rxchat.domain.errors import InvalidResponse, ProviderError
from rxchat.providers.deadlines import heard
from rxchat.providers.errors import Vendor, words
from rxchat.providers.wire.events import END_MARK, MAX_EVENT, MAX_WHOLE, Event, EventReader, is_recognised
from rxchat.providers.wire.json_access import Json
from rxchat.providers.wire.lines import LineReader
from rxchat.providers.wire.vendor_errors import failure_in, parse_error

NDJSON: Final = "application/x-ndjson"


class NotAStream(Exception):
    """The first line belongs to none of the forms that a stream can have."""


class ObjectReader:
    """Takes the bytes of a stream as they come, and gives the objects of each event; `END_MARK` where the vendor writes `[DONE]`.

    `kind` is the content type, `is_expected` whether it is that of a stream. Raises NotAStream, TooLong and ProviderError.
    """

    def __init__(self, kind: str, *, is_expected: bool, vendor: Vendor) -> None:
        self._lines = LineReader(MAX_EVENT, json_limit=MAX_WHOLE)
        self._events = EventReader(is_by_line=kind == NDJSON)
        self._is_expected = is_expected
        self._vendor = vendor
        self._has_begun = self._has_objects = self._is_odd = False

    def take(self, piece: bytes) -> Iterator[Json]:
        """The objects that are whole with these bytes."""
        return self._read(self._lines.take(piece))

    def end(self) -> Iterator[Json]:
        """The last objects. Raises InvalidResponse where there were events and never an object."""
        yield from self._read(self._lines.end())
        last = self._events.end()
        objects = [] if last is None else _objects(last, self._vendor)
        yield from objects
        if self._is_odd and not (self._has_objects or objects):
            raise self._vendor.fault(InvalidResponse)

    def _read(self, lines: Iterator[str]) -> Iterator[Json]:
        count, is_life = 0, False
        for line in lines:
            if not self._has_begun and line.strip():
                self._has_begun = True
                if not is_recognised(line) and (not self._is_expected or line.lstrip().startswith("<")):
                    raise NotAStream
            event = self._events.take(line)
            count += 1
            is_life = is_life or event is not None or not line or line.startswith(":")
            if event is not None:
                yield from self._objects(event)
        heard(count, is_life=is_life)

    def _objects(self, event: Event) -> list[Json]:
        objects = _objects(event, self._vendor)
        self._has_objects = self._has_objects or bool(objects)
        self._is_odd = self._is_odd or (not objects and bool(event.text.strip()))
        return objects


async def texts_of(objects: AsyncGenerator[Json]) -> AsyncGenerator[str]:
    """Each object as text again, and the end mark as the vendor writes it."""
    async for one in objects:
        yield "[DONE]" if one is END_MARK else json.dumps(one, ensure_ascii=False)


def _objects(event: Event, vendor: Vendor) -> list[Json]:
    """Raises the error that the event speaks of, and InvalidResponse where it is not JSON."""
    objects: list[Json] = []
    try:
        objects = event.objects()
    except ValueError as exc:
        if event.name != "error":
            raise vendor.fault(InvalidResponse) from exc
    if event.name == "error" and not objects:
        objects = [{"message": event.text.strip()}]
    for one in objects:
        failure = None if one is END_MARK else failure_in(one, event.name)
        if failure is not None:
            raise _quoting(vendor.classify(200, {}, failure), parse_error(failure).says, vendor)
    return objects


def _quoting(error: ProviderError, says: str, vendor: Vendor) -> ProviderError:
    """The error with what was said of it, where a provider knows its vendor's own shape only and found no words."""
    if error.message != words(type(error), vendor.subject, ""):
        return error
    return vendor.fault(type(error), says=says, hint=error.hint, status=error.status, vendor_code=error.vendor_code)
