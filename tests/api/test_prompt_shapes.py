"""The examples in the reference are what their shapes say."""

import pytest
from pydantic import BaseModel, ValidationError

from rxchat.api import prompt_shapes as shapes

SHAPES = [
    shapes.PromptBody,
    shapes.PromptPage,
    shapes.PromptSummaryPage,
    shapes.UsedPromptBody,
    shapes.ImportedPrompts,
    shapes.PromptUse,
]


@pytest.mark.parametrize("shape", SHAPES)
def test_an_example_is_of_its_shape(shape: type[BaseModel]):
    example = shape.model_json_schema()["example"]
    assert shape.model_validate(example).model_dump(mode="json") == example


def test_a_new_prompt_takes_the_older_programs_names():
    given = {"title": " T ", "promptTemplate": "x ", "isPublic": True, "tags": ["a", "A", "b"]}
    content = shapes.NewPrompt.model_validate(given).content()
    assert (content.title, content.text, content.is_public, content.tags) == ("T", "x ", True, ("a", "b"))
    assert shapes.PromptChange.model_validate({"prompt_template": "y"}).changes() == {"text": "y"}
    assert shapes.PromptChange.model_validate({"tags": [], "category": "", "title": None}).changes() == {
        "tags": (),
        "category": "",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"text": " \n"},
        {"text": "x" * (2**18 + 1)},
        {"title": "x" * 501},
        {"title": "\ud800"},
        {"description": "x" * 2001},
        {"category": "x" * 101},
        {"tags": ["x"] * 21},
        {"tags": ["x" * 51]},
        {"tags": [" "]},
        {"is_public": 1},
        {"usage_count": -1},
        {"created_at": "2026-01-01T00:00:00"},
        {"created_at": "0001-01-01T00:00:00+14:00"},
        {"created_at": 0},
        {"user_id": 1},
    ],
)
def test_a_new_prompt_has_bounds(wrong: dict[str, object]):
    with pytest.raises(ValidationError):
        shapes.NewPrompt.model_validate({"title": "T", "text": "x"} | wrong)
