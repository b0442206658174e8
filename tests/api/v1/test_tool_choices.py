from typing import Any

import pytest

from rxchat.api.v1.tool_choices import offered
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.tools import Tool, ToolChoice

WEATHER, TIME = Tool(name="weather", schema={}), Tool(name="time", schema={})
ALL = (WEATHER, TIME)
NAMED = {"type": "function", "function": {"name": "time"}}
FLAT = {"type": "function", "name": "time"}


def allowed(*tools: object, mode: object = "auto") -> dict[str, Any]:
    """As chat completions have it."""
    return {"type": "allowed_tools", "allowed_tools": {"mode": mode, "tools": list(tools)}}


@pytest.mark.parametrize(
    ("chosen", "choice"),
    [
        (None, None),
        ("auto", ToolChoice()),
        ("none", ToolChoice(is_forbidden=True)),
        ("required", ToolChoice(is_required=True)),
        (NAMED, ToolChoice(name="time")),
        (FLAT, ToolChoice(name="time")),
    ],
)
def test_a_plain_choice_leaves_all_tools(chosen: object, choice: ToolChoice | None):
    assert offered(ALL, chosen) == (ALL, choice)


@pytest.mark.parametrize("mode", ["auto", "required"])
def test_only_the_allowed_tools_are_offered_in_either_protocol(mode: str):
    choice = ToolChoice(is_required=mode == "required")
    assert offered(ALL, allowed(NAMED, mode=mode)) == ((TIME,), choice)
    assert offered(ALL, {"type": "allowed_tools", "mode": mode, "tools": [FLAT]}) == ((TIME,), choice)
    both = allowed(NAMED, {"type": "function", "function": {"name": "weather"}}, NAMED, mode=mode)
    assert offered(ALL, both) == (ALL, choice)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ("perhaps", "tool_choice: should be auto, none, required, a function or allowed_tools"),
        (allowed(NAMED, mode="none"), "tool_choice.allowed_tools.mode: should be auto or required"),
        (allowed(NAMED, mode=["auto"]), "tool_choice.allowed_tools.mode"),
        (allowed(), "tool_choice.allowed_tools.tools: should name at least one tool"),
        (allowed("time"), "tool_choice.allowed_tools.tools: should be a list of objects"),
        (allowed({"type": "image_generation"}), "tool_choice.allowed_tools.tools.0: should be a function"),
        (allowed({"type": "function", "name": 3}), "tool_choice.allowed_tools.tools.0: should be text"),
        (allowed({"type": "function", "name": "other"}), "tool_choice.allowed_tools.tools: other isn't among the tools"),
        ({"type": "allowed_tools", "allowed_tools": "time"}, "tool_choice.allowed_tools: should be an object"),
        ({"type": "allowed_tools", "mode": "auto"}, "tool_choice.tools: should name at least one tool"),
    ],
)
def test_what_cannot_be_a_choice_is_refused_with_its_place(chosen: object, words: str):
    with pytest.raises(InvalidRequest) as refused:
        offered(ALL, chosen)
    assert refused.value.message.startswith(words)
