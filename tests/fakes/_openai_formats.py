"""What OpenAI refuses of an answer's format, and in which words. Kept apart from rxchat's own code on purpose."""

import json
import re
from typing import Any

from fakes.script import Refused

FIELDS = {"name", "schema", "description", "strict"}
NOT_STRICT = {
    "allOf", "default", "dependentRequired", "dependentSchemas", "else", "if", "maxLength", "maxProperties", "minLength",
    "minProperties", "not", "oneOf", "patternProperties", "then", "unevaluatedProperties", "uniqueItems",
}  # fmt: skip
STRING_FORMATS = {"date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"}


def check_format(asked: dict[str, Any] | None, where: str, said: Any) -> None:
    """Refuse a format. `where` is its place in the request, `said` is the conversation."""
    match asked:
        case None | {"type": "text"}:
            return
        case {"type": "json_object"}:
            if "json" not in json.dumps(said).lower():
                message = f"'messages' must contain the word 'json' in some form, to use '{where}' of type 'json_object'."
                raise _invalid(message, None)
        case {"type": "json_schema", "json_schema": dict(named)} if where == "response_format":
            _check_named(named, f"{where}.json_schema")
        case {"type": "json_schema", **named} if where != "response_format":
            _check_named(named, where)
        case {"type": "json_schema"}:
            raise _invalid(f"Missing required parameter: '{where}.json_schema'.", "missing_required_parameter")
        case _:
            raise _invalid(f"Invalid value: '{asked.get('type')}' at '{where}.type'.", "invalid_value")


def _check_named(named: dict[str, Any], where: str) -> None:
    for name in named.keys() - FIELDS:
        raise _invalid(f"Unknown parameter: '{where}.{name}'.", "unknown_parameter")
    for name in ("name", "schema"):
        if name not in named:
            raise _invalid(f"Missing required parameter: '{where}.{name}'.", "missing_required_parameter")
    if not re.fullmatch(r"[\w-]{1,64}", named["name"], re.ASCII):
        raise _invalid(f"Invalid '{where}.name': string does not match pattern.", "invalid_value")
    if named.get("strict"):
        if named["schema"].get("type") != "object":
            raise _wrong(named["name"], "schema must be a JSON Schema of 'type: \"object\"'")
        _check_strict(named["name"], named["schema"])


def _check_strict(name: str, schema: dict[str, Any]) -> None:
    for keyword in schema.keys() & NOT_STRICT:
        raise _wrong(name, f"'{keyword}' is not permitted")
    if "$ref" in schema and len(schema) > 1:
        raise _wrong(name, f"$ref cannot have keywords {schema.keys() - {'$ref'}}")
    if not schema.keys() & {"type", "anyOf", "enum", "const", "$ref"}:
        raise _wrong(name, "schema must have a 'type' key")
    if schema.get("format", "date") not in STRING_FORMATS:
        raise _wrong(name, f"'{schema['format']}' is not a valid format")
    properties = schema.get("properties", {})
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            raise _wrong(name, "'additionalProperties' is required to be supplied and to be false")
        if set(schema.get("required", [])) != set(properties):
            raise _wrong(name, "'required' is required to be supplied and to be an array including every key in properties")
    inner = [*properties.values(), *schema.get("$defs", {}).values(), *schema.get("anyOf", [])]
    for each in [*inner, *([schema["items"]] if "items" in schema else [])]:
        _check_strict(name, each)


def _wrong(name: str, says: str) -> Refused:
    return _invalid(f"Invalid schema for response_format '{name}': {says}.", "invalid_json_schema")


def _invalid(message: str, code: str | None) -> Refused:
    return Refused(400, "invalid_request_error", message, code)
