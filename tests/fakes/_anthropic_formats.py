"""What Anthropic refuses of an answer's format, and in which words. Kept apart from rxchat's own code on purpose."""

from typing import Any

from fakes.script import Refused

TYPES = {"object", "array", "string", "integer", "number", "boolean", "null"}
OF_ANY = {"type", "enum", "const", "anyOf", "allOf", "$ref", "$defs", "definitions", "title", "description", "default"}
OF_TYPE = {
    "object": {"properties", "required", "additionalProperties"},
    "array": {"items", "minItems"},
    "string": {"format"},
}
STRING_FORMATS = {"date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"}


def check_output(output: dict[str, Any]) -> None:
    """Refuse an `output_config` for what it asks of the answer."""
    for name in output.keys() - {"effort", "format"}:
        raise _invalid(f"output_config.{name}: Extra inputs are not permitted")
    asked = output.get("format")
    if asked is None:
        return
    if asked.get("type") != "json_schema":
        raise _invalid("output_config.format.type: Input should be 'json_schema'")
    for name in asked.keys() - {"type", "schema"}:
        raise _invalid(f"output_config.format.{name}: Extra inputs are not permitted")
    if not isinstance(asked.get("schema"), dict):
        raise _invalid("output_config.format.schema: Input should be a valid dictionary")
    _check_schema(asked["schema"])


def _check_schema(schema: dict[str, Any]) -> None:
    if not schema.keys() & {"type", "enum", "const", "anyOf", "allOf", "$ref"}:
        raise _wrong("Schema must have a 'type'")
    named = schema.get("type", [])
    types = set(named if isinstance(named, list) else [named])
    if not types <= TYPES:
        raise _wrong(f"Invalid type: {named}")
    taken = OF_ANY.union(*(OF_TYPE.get(kind, set()) for kind in types))
    for name in schema.keys() - taken:
        raise _wrong(f"For '{named}' type, property '{name}' is not supported")
    if "object" in types and schema.get("additionalProperties") is not False:
        raise _wrong("For 'object' type, 'additionalProperties' must be explicitly set to false")
    if schema.get("minItems", 0) not in (0, 1):
        raise _wrong("For 'array' type, 'minItems' values other than 0 or 1 are not supported")
    if schema.get("format", "date") not in STRING_FORMATS:
        raise _wrong(f"For 'string' type, format '{schema['format']}' is not supported")
    inner = [each for name in ("properties", "$defs", "definitions") for each in schema.get(name, {}).values()]
    for each in [*inner, *schema.get("anyOf", []), *schema.get("allOf", []), *([schema["items"]] if "items" in schema else [])]:
        _check_schema(each)


def _wrong(says: str) -> Refused:
    return _invalid(f"output_config.format.schema: {says}")


def _invalid(message: str) -> Refused:
    return Refused(400, "invalid_request_error", message)
