from typing import Any

import pytest

from rxchat.domain.answer_formats import AnswerFormat
from rxchat.providers.vendors.openai_formats import strictness

TEXT = {"type": "string"}
CLOSED = {"type": "object", "properties": {"a": TEXT}, "required": ["a"], "additionalProperties": False}


def of(**properties: object) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


@pytest.mark.parametrize("said", [True, False])
def test_what_the_program_says_stands(said: bool):
    assert strictness(AnswerFormat(schema={}, is_strict=said)) is said
    assert strictness(AnswerFormat()) is None


@pytest.mark.parametrize(
    "schema",
    [CLOSED, of(), of(a={"$ref": "#/$defs/b"}) | {"$defs": {"b": CLOSED}}, of(a={"anyOf": [CLOSED, {"type": "null"}]}),
     of(a={"type": "array", "items": CLOSED}), of(a=TEXT | {"format": "date"})],
)  # fmt: skip
def test_a_schema_that_names_everything_is_strict(schema: dict[str, Any]):
    assert strictness(AnswerFormat(schema=schema)) is True


@pytest.mark.parametrize(
    "schema",
    [
        {}, {"anyOf": [CLOSED]}, {"type": "array", "items": CLOSED}, CLOSED | {"required": []}, CLOSED | {"required": [["a"]]},
        CLOSED | {"additionalProperties": True}, of(a={"type": "object"}), of(a={"allOf": [CLOSED]}), of(a={}),
        of(a=TEXT | {"default": "x"}), of(a=TEXT | {"format": "uri"}), of(a={"$ref": "#/$defs/b", "description": "B."}),
        of(a={"type": ["object", "null"]}), CLOSED | {"properties": []},
    ],
)  # fmt: skip
def test_another_is_not(schema: dict[str, Any]):
    assert strictness(AnswerFormat(schema=schema)) is None
