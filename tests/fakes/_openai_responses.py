"""OpenAI's Responses API as it behaves: what it refuses, and the events of an answer."""

import json
from typing import Any

from fakes._openai_formats import check_format
from fakes.script import Refused, Script, Stream, sse, words

FIELDS = {
    "model", "input", "instructions", "background", "conversation", "include", "max_output_tokens", "max_tool_calls", "metadata",
    "parallel_tool_calls", "previous_response_id", "prompt", "prompt_cache_key", "reasoning", "safety_identifier",
    "service_tier", "store", "stream", "stream_options", "temperature", "text", "tool_choice", "tools", "top_logprobs", "top_p",
    "truncation", "user",
}  # fmt: skip
PARTS = {"user": {"input_text", "input_image", "input_file"}, "assistant": {"output_text", "refusal"}}
USAGE = {
    "input_tokens": 35,
    "input_tokens_details": {"cached_tokens": 7, "cache_write_tokens": 3},
    "output_tokens_details": {"reasoning_tokens": 0},
}


def check_response(raw: bytes, served: set[str]) -> dict[str, Any]:
    """The body, or Refused."""
    body: dict[str, Any] = json.loads(raw)
    for name in body.keys() - FIELDS:
        raise _invalid(f"Unknown parameter: '{name}'.", "unknown_parameter")
    if body.get("model") not in served:
        raise Refused(404, "invalid_request_error", f"The model `{body.get('model')}` does not exist.", "model_not_found")
    given = body.get("input")
    if not given or not isinstance(given, str | list):
        raise _invalid("Missing required parameter: 'input'.", "missing_required_parameter")
    for number, item in enumerate([] if isinstance(given, str) else given):
        _check_item(f"input[{number}]", item)
    for number, tool in enumerate(body.get("tools") or []):
        if tool["type"] == "function" and "name" not in tool:
            raise _invalid(f"Missing required parameter: 'tools[{number}].name'.", "missing_required_parameter")
    check_format((body.get("text") or {}).get("format"), "text.format", given)
    return body


def _check_item(where: str, item: dict[str, Any]) -> None:
    if item.get("type", "message") != "message" or isinstance(item["content"], str):
        return
    for part in item["content"]:
        if part["type"] not in PARTS["assistant" if item["role"] == "assistant" else "user"]:
            raise _invalid(f"Invalid value: '{part['type']}' at '{where}.content'.", "invalid_value")


def whole(body: dict[str, Any], text: str, script: Script) -> dict[str, Any]:
    reason = script.stop_reason
    ending = {"status": "incomplete", "incomplete_details": {"reason": reason}} if reason else {"status": "completed"}
    written = len(words(text))
    usage = USAGE | {"output_tokens": written, "total_tokens": 35 + written}
    return _head(body) | {"output": [_message(text, "completed")], "usage": usage} | ending


def stream(body: dict[str, Any], text: str, script: Script) -> Stream:
    """Numbers stand only where the order is known here: pieces are sent one by one."""
    numbers = iter(range(1_000_000))

    def event(kind: str, **more: Any) -> bytes:
        said = {"type": f"response.{kind}", "sequence_number": next(numbers), **more}
        return sse(said, script.newline, said["type"])

    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    opening = event("created", response=_head(body)) + event("in_progress", response=_head(body))
    opening += event("output_item.added", output_index=0, item=_message("", "in_progress"))
    opening += event("content_part.added", **place, part=_part(""))
    pieces = [event("output_text.delta", **place, delta=word, logprobs=[], obfuscation="Xk2") for word in words(text)]
    closing = event("output_text.done", **place, text=text, logprobs=[]) + event("content_part.done", **place, part=_part(text))
    closing += event("output_item.done", output_index=0, item=_message(text, "completed"))
    response = whole(body, text, script)
    return Stream(opening=opening, pieces=pieces, closing=closing + event(response["status"], response=response))


def _head(body: dict[str, Any]) -> dict[str, Any]:
    told = {"instructions": body.get("instructions"), "tools": body.get("tools") or [], "store": body.get("store", True)}
    rest = {"error": None, "incomplete_details": None, "tool_choice": "auto", "parallel_tool_calls": True, "usage": None}
    head = {"id": "resp_1", "object": "response", "created_at": 1_780_000_000, "status": "in_progress", "model": body["model"]}
    return head | told | rest | {"output": []}


def _message(text: str, status: str) -> dict[str, Any]:
    content = [_part(text)] if text else []
    return {"id": "msg_1", "type": "message", "status": status, "role": "assistant", "content": content}


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _invalid(message: str, code: str) -> Refused:
    return Refused(400, "invalid_request_error", message, code)
