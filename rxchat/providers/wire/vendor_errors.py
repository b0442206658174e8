"""Whether an event speaks of an error, and what a vendor's error says, in whichever of the usual shapes.

Vendors, gateways and local servers put an error into `error`, beside it, into lists, or into an event of that name; and many
write `"error": null` into every healthy event.
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
_NOTHING: Final = {"", "0", "200", "null", "none", "false", "ok", "success", "no error"}
_CONTENT: Final = ("choices", "candidates", "delta", "content_block", "content", "response", "output", "usageMetadata")
_SPOKEN: Final = re.compile(r"error_?(?:message|msg|type|code|description|detail)s?", re.IGNORECASE)
_FAILED: Final = ("error", "failed", "failure", "fail")
_ENVELOPE: Final = ("object", "type", "error")  # what may stand in `type` and `object` of an event that is no error


@dataclass(frozen=True, slots=True)
class VendorError:
    """`says` are the words for a person, `names` the codes and types, `status` the HTTP status that is told, if any."""

    says: str = ""
    names: tuple[str, ...] = ()
    status: int | None = None


def failure_in(event: Json, name: str = "") -> Json | None:
    """The error that an event speaks of, with its words under `error`; None for one that is none."""
    if name == "error" or event.get("type") == "error" or event.get("object") == "error" or _is_something(event.get("error")):
        return _as_error(event)
    if any(_is_something(event.get(field)) for field in _CONTENT) or object_of(event.get("message")):
        return None
    is_named = any(_SPOKEN.fullmatch(field) and _is_something(value) for field, value in event.items())
    is_refusal = _is_something(event.get("detail")) or _is_something(event.get("errors"))
    has_words = any(isinstance(event.get(field), str) and event[field] for field in ("message", "msg"))
    is_coded = has_words and (event.get("success") is False or any(_is_code(field, event.get(field)) for field in _STATUSES))
    return _as_error(event) if is_named or is_refusal or is_coded else None


def parse_error(body: Any) -> VendorError:
    """What an error's body says, wherever in it that stands."""
    whole = object_of(_first(body))
    inner = _first(whole.get("error"))
    places = [place for place in (object_of(inner), object_of(object_of(inner).get("message")), whole) if place]
    says = next(filter(None, (_says(place, _WORDS) for place in places)), "") or _says(whole, _WORDS_BESIDE)
    names = [str(place[field]) for place in places for field in _NAMES if _is_something(place.get(field))]
    statuses = (_status_of(place.get(field)) for place in places for field in _STATUSES)
    return VendorError(
        says=says,
        names=tuple(dict.fromkeys(name for name in names if name not in _ENVELOPE)),
        status=next(filter(None, statuses), None),
    )


def _as_error(event: Json) -> Json:
    """The event as it is where it has the usual shape; else with what it says put into that."""
    if _is_something(event.get("error")):
        return event
    told = parse_error(event)
    return {**event, "error": {"message": told.says, "type": told.names[0] if told.names else "error", "code": told.status}}


def _is_something(value: Any) -> bool:
    """Whether a value speaks of an error. A code of 0 speaks of none, whatever is written beside it."""
    if isinstance(value, dict):
        fields = cast(Json, value)
        codes = [fields[field] for field in ("code", "status", "status_code") if field in fields and fields[field] is not None]
        words = [each for field, each in fields.items() if field not in ("code", "status", "status_code")]
        is_fine = any(not _is_something(code) for code in codes) and not _is_something(fields.get("type"))
        said = str(fields.get("message") or "").strip().lower()
        return not (is_fine and said in _NOTHING) and any(map(_is_something, [*codes, *words]))
    if isinstance(value, list):
        return any(map(_is_something, cast(list[Any], value)))
    return value is not None and str(value).strip().lower() not in _NOTHING


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


def _says(place: Json, fields: tuple[str, ...]) -> str:
    return next(filter(None, ("; ".join(_sentences(place.get(field))) for field in fields)), "")


def _sentences(value: Any) -> Iterator[str]:
    """The words in a text, or in each fault of a list: that says as well which field of the request it is about."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in cast(list[Any], value):
            yield from _sentences(one)
    elif isinstance(value, dict):
        fault = cast(Json, value)
        said = _says(fault, _WORDS_BESIDE)
        if said:
            place = _place(fault.get("loc"))
            yield f"{place}: {said}" if place else said


def _place(loc: Any) -> str:
    names = [str(name) for name in cast(list[Any], loc)] if isinstance(loc, list) else []
    return ".".join(names[1:] or names)  # the first says that it is in the body
