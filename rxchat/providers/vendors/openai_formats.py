"""OpenAI's answer formats: strict ones, where a program leaves that open and the schema has only what they take."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rxchat.domain.answer_formats import AnswerFormat
from rxchat.providers.wire.json_access import list_of, object_of

_BY_NAME: Final = ("$defs", "definitions", "properties")
_TAKEN: Final = frozenset({
    *_BY_NAME, "$ref", "additionalProperties", "anyOf", "const", "description", "enum", "exclusiveMaximum", "exclusiveMinimum",
    "format", "items", "maxItems", "maximum", "minItems", "minimum", "multipleOf", "pattern", "required", "title", "type",
})  # fmt: skip
_FORMATS: Final = ("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid")


def strictness(asked: AnswerFormat) -> bool | None:
    """Whether the vendor has to hold the model to each word of the schema; None where it would refuse the schema for that."""
    if asked.is_strict is not None or asked.schema is None:
        return asked.is_strict
    is_object = asked.schema.get("type") == "object"
    return True if is_object and all(map(_can_be_strict, _schemas_in(asked.schema))) else None


def _can_be_strict(schema: Mapping[str, Any]) -> bool:
    if schema.keys() - _TAKEN or ("$ref" in schema and len(schema) > 1):
        return False
    if not schema.keys() & {"$ref", "anyOf", "const", "enum", "type"} or schema.get("format", _FORMATS[0]) not in _FORMATS:
        return False
    if schema.get("type") != "object" and "object" not in list_of(schema.get("type")):
        return True
    required = {str(name) for name in list_of(schema.get("required"))}
    return schema.get("additionalProperties") is False and required == object_of(schema.get("properties")).keys()


def _schemas_in(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield schema
    inner = [each for name in _BY_NAME for each in object_of(schema.get(name)).values()]
    for each in (*inner, schema.get("items"), *list_of(schema.get("anyOf"))):
        if isinstance(each, dict):
            yield from _schemas_in(object_of(each))
