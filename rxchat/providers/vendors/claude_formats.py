"""Claude's answer formats: schemas of other vendors' programs, as its structured outputs take them.

Anthropic refuses schemas with open objects, and most bounds. Its own library closes the objects and writes the bounds into the
descriptions, for the model to read. So does this one.
"""

from collections.abc import Mapping
from typing import Any, Final

from rxchat.providers.wire.json_access import Json, list_of, object_of

_KEPT: Final = frozenset({
    "additionalProperties", "allOf", "const", "default", "description", "enum", "required", "title", "type",
})  # fmt: skip
_BY_NAME: Final = ("$defs", "definitions", "properties")
_IGNORED: Final = ("$schema", "$id", "$comment")
_FORMATS: Final = ("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid")
_REFERENCE: Final = ("$ref", "$defs", "definitions")
"""What may stand beside a reference."""


def closed_schema(schema: Mapping[str, Any]) -> Json:
    """The schema as the vendor takes it. What it has no other words for, such as objects with any keys, it refuses itself."""
    if "$ref" in schema:
        schema = {name: schema[name] for name in _REFERENCE if name in schema}
    kept: Json = {}
    bounds: list[str] = []
    for name, value in schema.items():
        if name in _BY_NAME:
            kept[name] = {key: _closed(inner) for key, inner in object_of(value).items()}
        elif name == "anyOf" or (name == "oneOf" and "anyOf" not in schema):
            kept["anyOf"] = [_closed(inner) for inner in list_of(value)]
        elif name == "items":
            kept[name] = _closed(value)
        elif _is_taken(name, value):
            kept[name] = value
        elif name not in _IGNORED:
            bounds.append(f"{name}: {value}")
    if "properties" in kept:
        kept.setdefault("additionalProperties", False)
    if bounds:
        described = [str(kept["description"])] if kept.get("description") else []
        kept["description"] = "\n\n".join([*described, f"{{{', '.join(bounds)}}}"])
    return kept


def _closed(schema: Any) -> Any:
    return closed_schema(object_of(schema)) if isinstance(schema, dict) else schema


def _is_taken(name: str, value: Any) -> bool:
    return name in _KEPT or name == "$ref" or (name == "format" and value in _FORMATS) or (name == "minItems" and value in (0, 1))
