"""What Anthropic refuses, and in which words. Kept apart from rxchat's own table of models on purpose."""

import base64
import binascii
import json
from typing import Any

from fakes._anthropic_cache import check_marks
from fakes._anthropic_formats import check_output
from fakes.script import Refused

VERSIONS = {"2023-06-01", "2026-10-21"}
FIELDS = {
    "model", "max_tokens", "messages", "cache_control", "container", "diagnostics", "inference_geo", "metadata", "output_config",
    "service_tier", "speed", "stop_sequences", "stream", "system", "temperature", "thinking", "tool_choice", "tools", "top_k",
    "top_p",
}  # fmt: skip
SAMPLING = ("temperature", "top_p", "top_k")

# id: thinking types, context, output, whether sampling is taken (off thinking), whether the last turn may be the assistant's
_ALWAYS, _SWITCH, _EITHER, _BUDGET = (
    {"adaptive"},
    {"adaptive", "disabled"},
    {"adaptive", "disabled", "enabled"},
    {"disabled", "enabled"},
)
_RULES: dict[str, tuple[set[str], int, int, bool, bool, str]] = {
    "claude-opus-5-5": (_ALWAYS, 1_000_000, 128_000, False, False, "active"),
    "claude-sonnet-5-5": (_ALWAYS | {"between_tools"}, 1_000_000, 128_000, False, False, "active"),
    "claude-haiku-5-5": (_SWITCH, 1_000_000, 128_000, False, False, "active"),
    "claude-fable-5-1": (_ALWAYS, 1_000_000, 128_000, False, False, "active"),
    "claude-fable-5-2": (_ALWAYS, 1_000_000, 128_000, False, False, "active"),
    "claude-opus-5": (_SWITCH, 1_000_000, 128_000, False, False, "active"),
    "claude-sonnet-5": (_SWITCH, 1_000_000, 128_000, False, False, "active"),
    "claude-fable-5": (_ALWAYS, 1_000_000, 128_000, False, False, "active"),
    "claude-opus-4-8": (_SWITCH, 1_000_000, 128_000, False, False, "active"),
    "claude-opus-4-7": (_SWITCH, 1_000_000, 128_000, False, False, "active"),
    "claude-opus-4-6": (_EITHER, 1_000_000, 128_000, True, False, "active"),
    "claude-sonnet-4-6": (_EITHER, 1_000_000, 128_000, True, False, "active"),
    "claude-opus-4-5-20251101": (_BUDGET, 200_000, 64_000, True, True, "active"),
    "claude-haiku-4-5-20251001": (_BUDGET, 200_000, 64_000, True, True, "active"),
    "claude-sonnet-4-5-20250929": (_BUDGET, 200_000, 64_000, True, True, "deprecated"),
    "claude-opus-4-1-20250805": (_BUDGET, 200_000, 32_000, True, True, "retired"),
}


def check_headers(headers: dict[str, str], key: str) -> None:
    given = [headers[name].removeprefix("Bearer ") for name in ("x-api-key", "authorization") if name in headers]
    if len(given) != 1:
        raise Refused(401, "authentication_error", "x-api-key header is required")
    if given[0] != key:
        raise Refused(401, "authentication_error", f"invalid x-api-key: {given[0]}")
    version = headers.get("anthropic-version", "")
    if version not in VERSIONS:
        raise _invalid(f"anthropic-version: {version or 'header is required'}")


def check_message_request(raw: bytes, served: set[str]) -> dict[str, Any]:
    """The body, or Refused."""
    if len(raw) > 32 * 2**20:
        raise Refused(413, "request_too_large", "Request exceeds the maximum size")
    body: dict[str, Any] = json.loads(raw)
    for name in body.keys() - FIELDS:
        raise _invalid(f"{name}: Extra inputs are not permitted")
    for name in ("model", "max_tokens", "messages"):
        if name not in body:
            raise _invalid(f"{name}: Field required")
    for name, value in body.items():
        if value is None:
            raise _invalid(f"{name}: Input should be valid")
    model = body["model"]
    if model not in served:
        raise Refused(404, "not_found_error", f"model: {model}")
    types, _, most, takes_sampling, takes_prefill, _ = _RULES.get(model, (_ALWAYS, 0, 128_000, False, False, "active"))
    if not 0 < body["max_tokens"] <= most:
        raise _invalid(
            f"max_tokens: {body['max_tokens']} > {most}, which is the maximum allowed number of output tokens for {model}"
        )
    check_marks(body)
    _check_system(body.get("system", "x"))
    _check_messages(body["messages"], takes_prefill)
    _check_thinking(body, types)
    check_output(body.get("output_config", {}))
    _check_sampling(body, takes_sampling)
    return body


def _check_system(system: Any) -> None:
    texts = [system] if isinstance(system, str) else [block["text"] for block in system]
    if not all(text.strip() for text in texts):
        raise _invalid("system: text content blocks must be non-empty")


def _check_messages(messages: list[dict[str, Any]], takes_prefill: bool) -> None:
    if not messages:
        raise _invalid("messages: at least one message is required")
    for number, message in enumerate(messages):
        for name in message.keys() - {"role", "content"}:
            raise _invalid(f"messages.{number}.{name}: Extra inputs are not permitted")
        if message["role"] not in ("user", "assistant"):
            raise _invalid(f"messages.{number}.role: use the top-level `system` parameter")
        _check_content(number, message)
    if messages[0]["role"] != "user":
        raise _invalid("messages: first message must use the user role")
    if messages[-1]["role"] != "user" and not takes_prefill:
        raise _invalid("This model does not support assistant message prefill. The conversation must end with a user message.")


def _check_content(number: int, message: dict[str, Any]) -> None:
    content = message["content"]
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
    if not blocks:
        raise _invalid(
            f"messages.{number}: all messages must have non-empty content except for the optional final assistant message"
        )
    for block in blocks:
        match block:
            case {"type": "text", "text": str(text), **rest} if not rest.keys() - {"cache_control", "citations"}:
                if not text.strip():
                    raise _invalid("messages: text content blocks must be non-empty")
            case {"type": "image", "source": {"type": "base64", "media_type": media_type, "data": data}, **rest} if (
                not rest.keys() - {"cache_control"}
            ):
                _check_image(number, message["role"], media_type, data)
            case {"type": "tool_use", "id": str(), "name": str(), "input": dict(), **rest} if not rest.keys() - {"cache_control"}:
                if message["role"] != "assistant":
                    raise _invalid(f"messages.{number}.content: `tool_use` blocks belong to assistant messages")
            case {"type": "tool_result", "tool_use_id": str(), **rest} if not rest.keys() - {
                "cache_control",
                "content",
                "is_error",
            }:
                if message["role"] != "user" or (block is not blocks[0] and blocks[0]["type"] != "tool_result"):
                    raise _invalid(f"messages.{number}.content: `tool_result` blocks must come first in user messages")
            case _:
                raise _invalid(f"messages.{number}.content: Input tag {block.get('type')!r} is not expected")


def _check_image(number: int, role: str, media_type: str, data: str) -> None:
    if role != "user":
        raise _invalid(f"messages.{number}.content: `image` blocks are not permitted in assistant messages")
    if media_type not in ("image/png", "image/jpeg", "image/gif", "image/webp"):
        raise _invalid(f"messages.{number}.content: media_type")
    try:
        image = base64.b64decode(data, validate=True)
    except binascii.Error as exc:
        raise _invalid(f"messages.{number}.content: invalid base64 data") from exc
    if len(image) > 10 * 2**20:
        raise _invalid(f"messages.{number}.content: image exceeds 10 MB maximum")


def _check_thinking(body: dict[str, Any], types: set[str]) -> None:
    thinking: dict[str, Any] = body.get("thinking", {})
    kind: str = thinking.get("type", "")
    if thinking and kind not in types:
        raise _invalid(f"thinking.type: {kind} is not supported by this model")
    allowed = {"adaptive": {"type", "display"}, "enabled": {"type", "display", "budget_tokens"}}.get(kind, {"type"})
    if thinking.keys() - allowed:
        raise _invalid(f"thinking.{kind}: Extra inputs are not permitted")
    if kind == "enabled" and not 1024 <= thinking["budget_tokens"] < body["max_tokens"]:
        raise _invalid("thinking.budget_tokens: must be at least 1024 and less than max_tokens")
    effort = body.get("output_config", {}).get("effort")
    if effort is not None and effort not in ("low", "medium", "high", "xhigh", "max"):
        raise _invalid("output_config.effort: Input should be 'low', 'medium' or 'high'")
    if effort is not None and "adaptive" not in types:
        raise _invalid("output_config.effort: not supported by this model")


def _check_sampling(body: dict[str, Any], takes_sampling: bool) -> None:
    given = [name for name in SAMPLING if name in body]
    if given and not takes_sampling:
        raise _invalid(f"{given[0]}: not supported by this model")
    if {"temperature", "top_p"} <= body.keys():
        raise _invalid("`temperature` and `top_p` cannot both be specified for this model. Please use only one.")
    if given and body.get("thinking", {}).get("type") in ("enabled", "adaptive"):
        raise _invalid(f"`{given[0]}` may only be set when thinking is off")
    if not 0 <= body.get("temperature", 0) <= 1:
        raise _invalid("temperature: range: 0..1")


def _invalid(message: str) -> Refused:
    return Refused(400, "invalid_request_error", message)


def _supports(names: set[str], every: tuple[str, ...]) -> dict[str, Any]:
    return {name: {"supported": name in names} for name in every}


def _card(model: str) -> dict[str, Any]:
    types, context, output, _, _, lifecycle = _RULES[model]
    words = [word for word in model.split("-") if not (len(word) == 8 and word.isdigit())]
    efforts = {"low", "medium", "high"} if "adaptive" in types else set[str]()
    return {
        "type": "model",
        "id": model,
        "display_name": f"{words[0].title()} {words[1].title()} {'.'.join(words[2:])}",
        "created_at": "2026-09-28T00:00:00Z",
        "lifecycle": lifecycle,
        "max_input_tokens": context,
        "max_tokens": output,
        "capabilities": {
            "image_input": {"supported": True},
            "pdf_input": {"supported": True},
            "effort": {"supported": bool(efforts), **_supports(efforts, ("low", "medium", "high", "max"))},
            "thinking": {"supported": True, "types": _supports(types, ("adaptive", "between_tools", "disabled", "enabled"))},
        },
    }


# As in the vendor's list: retired models are not shown unless asked for.
MODELS = [_card(model) for model, rules in _RULES.items() if rules[5] != "retired"]
