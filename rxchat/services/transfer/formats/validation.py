"""Validation: values of rxchat's own export as the classes that they were written from, and within bounds."""

from collections import Counter
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from rxchat.domain.library_archives import LONGEST_NAME, LONGEST_TEXT
from rxchat.domain.timestamps import EPOCH, in_utc
from rxchat.services.transfer.formats.imported_messages import fields_of

T = TypeVar("T")

LONGEST_CONTENT: Final = 4 * 2**20
MOST_TAGS: Final = 100
LARGEST_NUMBER: Final = 2**53 - 1
_LONGEST: Final = {
    **dict.fromkeys(("text", "description", "instructions", "about_you", "how_to_respond"), LONGEST_TEXT),
    **dict.fromkeys(("content", "thinking", "summary"), LONGEST_CONTENT),
}
"""Characters by field; LONGEST_NAME for the others."""
_UNSTORED: Final = frozenset({"id", "parent_id", "project_id", "message_id", "share_id"})


def validated(kind: TypeAdapter[T], value: Any, path: str) -> T:
    """Returns the value as `kind`; a null field counts as missing. Raises ValueError with the path of the first error."""
    given = {name: its for name, its in fields_of(value).items() if its is not None} if isinstance(value, dict) else value
    try:
        return kind.validate_python(given)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_context=False, include_input=False)[0]
        raise ValueError(f"{'.'.join([path, *map(str, first['loc'])])}: {first['msg']}") from None


def bounded(value: T, left_out: Counter[str]) -> T:
    """A dataclass whose texts are cut, whose numbers can be stored and whose times are in UTC. Raises ValueError."""
    given: Any = value
    changed = {field.name: _bounded(field.name, getattr(given, field.name), left_out) for field in fields(given)}
    return cast(T, replace(given, **changed))


def _bounded(name: str, value: Any, left_out: Counter[str]) -> Any:
    if isinstance(value, str):
        most = _LONGEST.get(name, LONGEST_NAME)
        if len(value) > most:
            left_out["ends of long texts"] += 1
        return value[:most]
    if isinstance(value, datetime):
        return max(in_utc(value), EPOCH)
    if isinstance(value, tuple):
        return tuple(str(one)[:LONGEST_NAME] for one in cast("tuple[object, ...]", value)[:MOST_TAGS])
    if isinstance(value, int) and not isinstance(value, bool) and name not in _UNSTORED:
        return max(-LARGEST_NUMBER, min(value, LARGEST_NUMBER))
    return value
