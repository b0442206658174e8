"""Tool choices: which tools a model may call, as `/v1` is asked. Models of other vendors are offered only allowed ones."""

from typing import Any

from rxchat.api.v1 import fields
from rxchat.domain.tools import Tool, ToolChoice


def offered(tools: tuple[Tool, ...], chosen: object) -> tuple[tuple[Tool, ...], ToolChoice | None]:
    """The tools that are left by a request's `tool_choice`, and what is demanded of the model. Raises InvalidRequest."""
    match chosen:
        case {"type": "allowed_tools"}:
            said, place = fields.mapping(chosen, "tool_choice"), "tool_choice"
            if "allowed_tools" in said:  # chat completions; responses have its fields beside the type
                place = "tool_choice.allowed_tools"
                said = fields.mapping(said["allowed_tools"], place)
            return _allowed(tools, said, place)
        case _:
            return tools, _choice(chosen)


def _allowed(tools: tuple[Tool, ...], allowed: dict[str, Any], place: str) -> tuple[tuple[Tool, ...], ToolChoice]:
    if allowed.get("mode") not in ("auto", "required"):
        raise fields.wrong(f"{place}.mode", "should be auto or required")
    listed = fields.objects(allowed.get("tools"), f"{place}.tools")
    names = {_name(each, f"{place}.tools.{at}") for at, each in enumerate(listed)}
    if not names:
        raise fields.wrong(f"{place}.tools", "should name at least one tool")
    if unknown := names - {tool.name for tool in tools}:
        raise fields.wrong(f"{place}.tools", f"{min(unknown)} isn't among the tools of the request")
    return tuple(tool for tool in tools if tool.name in names), ToolChoice(is_required=allowed["mode"] == "required")


def _name(said: dict[str, Any], place: str) -> str:
    match said:
        case {"type": "function", "function": {"name": name}} | {"type": "function", "name": name}:
            return fields.text(name, place)
        case _:
            raise fields.wrong(place, "should be a function: others aren't translated for this model")


def _choice(value: object) -> ToolChoice | None:
    match value:
        case None | "auto":
            return None if value is None else ToolChoice()
        case "none":
            return ToolChoice(is_forbidden=True)
        case "required":
            return ToolChoice(is_required=True)
        case {"function": {"name": str(name)}} | {"type": "function", "name": str(name)}:
            return ToolChoice(name=name)
        case _:
            raise fields.wrong("tool_choice", "should be auto, none, required, a function or allowed_tools")
