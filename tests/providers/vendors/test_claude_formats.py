"""Schemas as Claude's structured outputs take them. That the vendor takes them is in tests/api/v1/test_json_answers.py."""

from typing import Any

import pytest

from rxchat.providers.vendors.claude_formats import closed_schema

TEXT = {"type": "string"}


def test_objects_are_closed_wherever_they_are():
    inner = {"type": "object", "properties": {"a": TEXT}}
    schema = {
        "type": "object",
        "properties": {"one": inner, "many": {"type": "array", "items": inner}, "some": {"oneOf": [inner, TEXT]}},
        "$defs": {"named": inner},
    }
    closed = inner | {"additionalProperties": False}
    assert closed_schema(schema) == {
        "type": "object",
        "properties": {"one": closed, "many": {"type": "array", "items": closed}, "some": {"anyOf": [closed, TEXT]}},
        "$defs": {"named": closed},
        "additionalProperties": False,
    }


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 9}, {"type": "integer", "description": "{minimum: 1, maximum: 9}"}),
        (TEXT | {"description": "A city.", "pattern": "^O"}, TEXT | {"description": "A city.\n\n{pattern: ^O}"}),
        (TEXT | {"format": "date"}, TEXT | {"format": "date"}),
        (TEXT | {"format": "color"}, TEXT | {"description": "{format: color}"}),
        ({"type": "array", "minItems": 1}, {"type": "array", "minItems": 1}),
        ({"type": "array", "minItems": 3}, {"type": "array", "description": "{minItems: 3}"}),
        ({"type": "array", "items": True, "$schema": "x"}, {"type": "array", "items": True}),
        ({"$ref": "#/$defs/a", "description": "Lost.", "$defs": {}}, {"$ref": "#/$defs/a", "$defs": {}}),
        ({"anyOf": [TEXT], "oneOf": [TEXT]}, {"anyOf": [TEXT], "description": "{oneOf: [{'type': 'string'}]}"}),
        ({"type": ["string", "null"], "enum": ["a", None]}, {"type": ["string", "null"], "enum": ["a", None]}),
    ],
)
def test_bounds_become_words_for_the_model(schema: dict[str, Any], expected: dict[str, Any]):
    assert closed_schema(schema) == expected


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object"},
        {"type": "object", "additionalProperties": TEXT},
        {"type": "object", "properties": {}, "additionalProperties": True},
        {"allOf": [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}]},
    ],
)
def test_what_closing_would_make_another_schema_is_left_to_the_vendor(schema: dict[str, Any]):
    assert closed_schema(schema) == schema


@pytest.mark.parametrize("odd", [{"properties": []}, {"anyOf": "x"}, {"items": None}, {"format": {}}, {"minItems": []}])
def test_odd_values_are_no_error_here(odd: dict[str, Any]):
    assert isinstance(closed_schema(odd), dict)
