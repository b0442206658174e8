"""JSON stream: a vendor's stream as JSON objects. Harmless events are skipped, errors are raised."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from rxchat.domain.errors import InvalidResponse, ProviderError
from rxchat.providers.deadlines import heard
from rxchat.providers.errors import Vendor, words
from rxchat.providers.wire.events import END_MARK, Event, EventReader, is_recognised
from rxchat.providers.wire.json_access import Json
from rxchat.providers.wire.vendor_errors import failure_in, parse_error

NDJSON: Final = "application/x-ndjson"


class NotAStream(Exception):
    """The first line belongs to none of the forms that a stream can have."""


async def objects_in(lines: AsyncGenerator[str], kind: str, is_expected: bool, vendor: Vendor) -> AsyncGenerator[Json]:
    """The objects of each event; `END_MARK` where the vendor writes `[DONE]`. Closes `lines`.

    `kind` is the content type, `is_expected` whether it is that of a stream. Raises NotAStream, TooLong and ProviderError.
    """
    reader, has_objects, is_odd = EventReader(is_by_line=kind == NDJSON), False, False
    has_begun = False
    async with aclosing(lines):
        async for line in lines:
            if not has_begun and line.strip():
                has_begun = True
                if not is_recognised(line) and (not is_expected or line.lstrip().startswith("<")):
                    raise NotAStream
            event = reader.take(line)
            heard(is_life=event is not None or not line or line.startswith(":"))
            if event is not None:
                objects = _objects(event, vendor)
                is_odd = is_odd or (not objects and bool(event.text.strip()))
                for one in objects:
                    has_objects = True
                    yield one
    last = reader.end()
    for one in _objects(last, vendor) if last is not None else ():
        has_objects = True
        yield one
    if is_odd and not has_objects:
        raise vendor.fault(InvalidResponse)


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
