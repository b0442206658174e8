"""Vendor errors: detects an error in an event and extracts its message, codes and status from any of the usual shapes.

Vendors, gateways and local servers put an error into `error`, next to it, into lists, or into an event of that name. Many
also write `"error": null` into every healthy event.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from rxchat.providers.wire.json_access import Json, object_of

_WORDS: Final = (
    "message",
    "msg",
    "detail",
    "details",
    "description",
    "title",
    "reason",
    "error_message",
    "error_msg",
    "errorMessage",
)
_WORDS_BESIDE: Final = (*_WORDS, "error_description", "error", "errors")
_NAMES: Final = ("code", "type", "error_code", "error_type", "errorCode", "status")
_STATUSES: Final = ("code", "status", "status_code", "statusCode", "error_code", "errorCode", "raw_status_code")
_CODES: Final = ("code", "status", "status_code")
_NOTHING: Final = {"", "0", "200", "null", "none", "false", "ok", "success", "no error"}
_CONTENT: Final = ("choices", "candidates", "delta", "content_block", "content", "response", "output", "usageMetadata")
_SPOKEN: Final = re.compile(r"error_?(?:message|msg|type|code|description|detail)s?", re.IGNORECASE)
_FAILED: Final = ("error", "failed", "failure", "fail")
_ENVELOPE: Final = ("object", "type", "error")  # what may stand in `type` and `object` of an event that is no error


@dataclass(frozen=True, slots=True)
class VendorError:
    """`says` is the message for the user, `names` the codes and types, `status` the HTTP status in the body, if any."""

    says: str = ""
    names: tuple[str, ...] = ()
    status: int | None = None


def failure_in(event: Json, name: str = "") -> Json | None:
    """Returns the event as an error with its message under `error`, or None where it is no error."""
    if name == "error" or event.get("type") == "error" or event.get("object") == "error":
        return _as_error(event)
    if (error := event.get("error")) and _is_something(error):
        return _as_error(event)
    if any(_is_something(value) for field in _CONTENT if (value := event.get(field))) or object_of(event.get("message")):
        return None
    is_named = any(_SPOKEN.fullmatch(field) and _is_something(value) for field, value in event.items())
    is_refusal = _is_something(event.get("detail")) or _is_something(event.get("errors"))
    has_words = any(isinstance(event.get(field), str) and event[field] for field in ("message", "msg"))
    is_coded = has_words and (event.get("success") is False or any(_is_code(field, event.get(field)) for field in _STATUSES))
    return _as_error(event) if is_named or is_refusal or is_coded else None


def parse_error(body: Any) -> VendorError:
    """Parses an error body; the message may be at any of the usual positions."""
    whole = object_of(_first(body))
    inner = _first(whole.get("error"))
    levels = [level for level in (object_of(inner), object_of(object_of(inner).get("message")), whole) if level]
    says = next(filter(None, (_says(level, _WORDS) for level in levels)), "") or _says(whole, _WORDS_BESIDE)
    names = [str(level[field]) for level in levels for field in _NAMES if _is_something(level.get(field))]
    statuses = (_status_of(level.get(field)) for level in levels for field in _STATUSES)
    return VendorError(
        says=says,
        names=tuple(dict.fromkeys(name for name in names if name not in _ENVELOPE)),
        status=next(filter(None, statuses), None),
    )


def _as_error(event: Json) -> Json:
    """Returns the event in the usual shape, `{"error": {"message", "type", "code"}}`."""
    if _is_something(event.get("error")):
        return event
    parsed = parse_error(event)
    error = {"message": parsed.says, "type": parsed.names[0] if parsed.names else "error", "code": parsed.status}
    return {**event, "error": error}


def _is_something(value: Any) -> bool:
    """Returns whether a value describes an error. A code of 0 means no error, whatever else is set."""
    if value is None or isinstance(value, str):
        return value is not None and value.strip().lower() not in _NOTHING
    if isinstance(value, dict):
        fields = cast(Json, value)
        if fields.keys().isdisjoint(_CODES):
            return any(map(_is_something, fields.values()))
        codes = [fields[field] for field in _CODES if fields.get(field) is not None]
        words = [each for field, each in fields.items() if field not in _CODES]
        is_fine = any(not _is_something(code) for code in codes) and not _is_something(fields.get("type"))
        said = str(fields.get("message") or "").strip().lower()
        return not (is_fine and said in _NOTHING) and any(map(_is_something, [*codes, *words]))
    if isinstance(value, list):
        return any(map(_is_something, cast(list[Any], value)))
    return str(value).lower() not in _NOTHING


def _is_code(field: str, value: Any) -> bool:
    is_own = field.lower().endswith("code") and not field.startswith("status") and isinstance(value, int | str)
    return _status_of(value) is not None or str(value).lower() in _FAILED or (is_own and _is_something(value))


def _status_of(value: Any) -> int | None:
    try:
        status = int(value) if isinstance(value, int | str) and not isinstance(value, bool) else 0
    except ValueError:
        return None
    return status if 400 <= status < 600 else None


def _first(value: Any) -> Any:
    """The first of a list; some vendors wrap an error into one."""
    values = cast(list[Any], value) if isinstance(value, list) else [value]
    return values[0] if values else None


def _says(error: Json, fields: tuple[str, ...]) -> str:
    return next(filter(None, ("; ".join(_sentences(error.get(field))) for field in fields)), "")


def _sentences(value: Any) -> Iterator[str]:
    """Yields the messages in a text, or in each error of a list, with the field of the request that it is about."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in cast(list[Any], value):
            yield from _sentences(one)
    elif isinstance(value, dict):
        error = cast(Json, value)
        says = _says(error, _WORDS_BESIDE)
        if says:
            field = _field(error.get("loc"))
            yield f"{field}: {says}" if field else says


def _field(loc: Any) -> str:
    names = [str(name) for name in cast(list[Any], loc)] if isinstance(loc, list) else []
    return ".".join(names[1:] or names)  # the first says that it is in the body
