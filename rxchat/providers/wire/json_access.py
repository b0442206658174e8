"""JSON access: reads untrusted JSON without assuming its shape."""

import json
from typing import Any, cast

Json = dict[str, Any]


def object_of(value: Any) -> Json:
    """The value as an object; an empty one where it is anything else."""
    return cast(Json, value) if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """The value as a list; an empty one where it is anything else."""
    return cast(list[Any], value) if isinstance(value, list) else []


MOST = 10**12
"""More than any model counts; what is beyond it cannot be added up in a database."""


def count_of(value: Any) -> int | None:
    """The value as a number of things; None where it is anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST else None


def json_of(value: Json) -> str:
    """An object as JSON text."""
    return json.dumps(value, ensure_ascii=False)


def arguments_of(written: str) -> Json:
    """The arguments of a tool's call as an object; an empty one where a model wrote anything else."""
    try:
        value: Any = json.loads(written)
    except (ValueError, RecursionError):
        return {}
    return object_of(value)


def json_or_text(body: bytes) -> Any:
    """A body as JSON where it is that, as text where not."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")
