from typing import Any

import pytest

from rxchat.api.v1.answer_formats import MOST_LEVELS, answer_format
from rxchat.domain.answer_formats import AnswerFormat
from rxchat.domain.errors import InvalidRequest

SCHEMA: dict[str, Any] = {"type": "object"}
NAMED = {"name": "weather", "description": "The weather.", "strict": True, "schema": SCHEMA}
ASKED = AnswerFormat(schema=SCHEMA, name="weather", description="The weather.", is_strict=True)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (None, None),
        ({"type": "text"}, None),
        ({"type": "json_object"}, AnswerFormat()),
        ({"type": "json_schema", "json_schema": NAMED}, ASKED),
        ({"type": "json_schema", **NAMED}, ASKED),
        ({"type": "json_schema", "schema": SCHEMA, "strict": None}, AnswerFormat(schema=SCHEMA)),
    ],
)
def test_each_protocols_format_is_understood(asked: object, expected: AnswerFormat | None):
    assert answer_format(asked, "there") == expected


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("json", "there.type: should be text, json_object or json_schema"),
        ({}, "there.type"),
        ({"type": "grammar"}, "there.type"),
        ({"type": "json_schema"}, "there.schema: should be an object"),
        ({"type": "json_schema", "json_schema": []}, "there.json_schema: should be an object"),
        ({"type": "json_schema", "json_schema": {"name": "a"}}, "there.json_schema.schema: should be an object"),
        ({"type": "json_schema", "json_schema": NAMED | {"name": 3}}, "there.json_schema.name: should be text"),
        ({"type": "json_schema", "schema": SCHEMA, "strict": "yes"}, "there.strict: should be true or false"),
    ],
)
def test_what_is_no_format_is_refused_with_its_place(asked: object, words: str):
    with pytest.raises(InvalidRequest) as refused:
        answer_format(asked, "there")
    assert refused.value.message.startswith(words)


def test_a_schema_has_so_many_levels_and_no_more():
    def nested(levels: int) -> dict[str, Any]:
        schema: dict[str, Any] = {}
        for _ in range(levels - 1):
            schema = {"not": schema}
        return {"type": "json_schema", "schema": schema}

    assert answer_format(nested(MOST_LEVELS), "there") is not None
    with pytest.raises(InvalidRequest, match="nested deeper than 100 levels"):
        answer_format(nested(MOST_LEVELS + 1), "there")
