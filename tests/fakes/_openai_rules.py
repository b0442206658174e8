"""What OpenAI's chat completions refuse, and in which words. Kept apart from rxchat's own table of models on purpose."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from fakes._openai_formats import check_format
from fakes.script import Refused

FIELDS = {
    "model", "messages", "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs",
    "max_completion_tokens", "max_tokens", "metadata", "modalities", "n", "parallel_tool_calls", "prediction", "presence_penalty",
    "prompt_cache_key", "reasoning_effort", "response_format", "safety_identifier", "seed", "service_tier", "stop", "store",
    "stream", "stream_options", "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user", "verbosity",
    "web_search_options",
}  # fmt: skip
TURN_FIELDS = {"role", "content", "name", "refusal", "audio", "tool_calls", "tool_call_id"}
ROLES = {"developer", "system", "user", "assistant", "tool"}

_LOW = {"low", "medium", "high"}
_NEW = _LOW | {"xhigh"}

# Days as the vendor has them, and always on the same side of today.
TODAY = datetime.now(UTC).date()
SOON, GONE = str(TODAY + timedelta(days=50)), str(TODAY - timedelta(days=30))

# id: efforts it takes (none for a model that does not reason), the one it has by itself, the most it writes, its last day
_RULES: dict[str, tuple[set[str], str, int, str | None]] = {
    "gpt-6.2-astra": (_NEW | {"max"}, "medium", 1_000_000, None),
    "gpt-6.2-sol": (_NEW | {"max"}, "medium", 1_000_000, None),
    "gpt-6-astra": (_NEW | {"max"}, "medium", 128_000, None),
    "gpt-6.1-sol": (_NEW | {"max"}, "medium", 128_000, None),
    "gpt-6.1-terra": (_NEW | {"none", "max"}, "medium", 128_000, None),
    "gpt-6-sol": (_NEW | {"none", "max"}, "medium", 128_000, None),
    "gpt-6-luna": (_NEW | {"none", "max"}, "medium", 128_000, None),
    "gpt-5.6-sol": (_NEW | {"none"}, "medium", 128_000, None),
    "gpt-5.6-terra": (_NEW | {"none"}, "medium", 128_000, None),
    "gpt-5.6-luna": (_NEW | {"none"}, "medium", 128_000, None),
    "gpt-5.5": (_NEW | {"none"}, "medium", 128_000, None),
    "gpt-5.5-2026-04-23": (_NEW | {"none"}, "medium", 128_000, None),
    "gpt-5.4": (_NEW | {"none"}, "none", 128_000, None),
    "gpt-5.4-mini": (_NEW | {"none"}, "none", 128_000, None),
    "gpt-5.4-nano": (_NEW | {"none"}, "none", 128_000, SOON),
    "gpt-5.2": (_NEW | {"none"}, "none", 128_000, None),
    "gpt-5.1": (_LOW | {"none"}, "none", 128_000, SOON),
    "gpt-5": (_LOW | {"minimal"}, "medium", 128_000, SOON),
    "gpt-5-mini": (_LOW | {"minimal"}, "medium", 128_000, SOON),
    "gpt-5-nano": (_LOW | {"minimal"}, "medium", 128_000, SOON),
    "o3": (_LOW, "medium", 100_000, SOON),
    "gpt-4.1": (set(), "", 32_768, SOON),
    "gpt-4.1-mini": (set(), "", 32_768, SOON),
    "gpt-4o": (set(), "", 16_384, SOON),
    "gpt-4o-mini": (set(), "", 16_384, SOON),
    "o4-mini": (_LOW, "medium", 100_000, GONE),
}


def check_key(headers: dict[str, str], key: str) -> None:
    given = headers.get("authorization", "").removeprefix("Bearer ")
    if given != key:
        raise Refused(401, "invalid_request_error", f"Incorrect API key provided: {given}.", "invalid_api_key")


def check_request(raw: bytes, served: dict[str, Any]) -> dict[str, Any]:
    """The body, or Refused. `served` are the cards of the models by id."""
    body: dict[str, Any] = json.loads(raw)
    for name in body.keys() - FIELDS:
        raise _invalid(f"Unknown parameter: '{name}'.", "unknown_parameter")
    for name in ("model", "messages"):
        if name not in body:
            raise _invalid(f"Missing required parameter: '{name}'.", "missing_required_parameter")
    model = body["model"]
    if model not in served or (served[model].get("shutdown_date") or SOON) < str(TODAY):
        message = f"The model `{model}` does not exist or you do not have access to it."
        raise Refused(404, "invalid_request_error", message, "model_not_found")
    efforts, own, most, _ = _RULES.get(model, (_LOW, "medium", 128_000, None))
    _check_effort(body, efforts, own)
    _check_length(body, most, reasons=bool(efforts))
    if "stream_options" in body and not body.get("stream"):
        raise _invalid("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "invalid_value")
    if not body["messages"]:
        raise _invalid("Invalid 'messages': empty array.", "empty_array")
    for number, turn in enumerate(body["messages"]):
        _check_turn(number, turn, reasons=bool(efforts))
    check_format(body.get("response_format"), "response_format", body["messages"])
    return body


def _check_effort(body: dict[str, Any], efforts: set[str], own: str) -> None:
    asked = body.get("reasoning_effort")
    if asked is not None and not efforts:
        raise _invalid("Unrecognized request argument supplied: reasoning_effort", "unsupported_parameter")
    if asked is not None and asked not in efforts:
        raise _invalid(f"Unsupported value: 'reasoning_effort' does not support '{asked}' with this model.", "unsupported_value")
    if not efforts or (asked or own) == "none":
        if not 0 <= body.get("temperature", 1) <= 2:
            raise _invalid("Invalid 'temperature': decimal above maximum value.", "decimal_above_max_value")
        return
    if body.get("temperature", 1) != 1:
        raise _invalid("Unsupported value: 'temperature' does not support it with this model.", "unsupported_value")
    for name in body.keys() & {"top_p", "logprobs"}:
        raise _invalid(f"Unsupported parameter: '{name}' is not supported with this model.", "unsupported_parameter")


def _check_length(body: dict[str, Any], most: int, *, reasons: bool) -> None:
    if reasons and "max_tokens" in body:
        message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        raise _invalid(message, "unsupported_parameter")
    for name in body.keys() & {"max_tokens", "max_completion_tokens"}:
        if not 0 < body[name] <= most:
            raise _invalid(f"{name} is too large: {body[name]}. This model supports at most {most}.", "invalid_value")


def _check_turn(number: int, turn: dict[str, Any], *, reasons: bool) -> None:
    where = f"messages[{number}]"
    for name in turn.keys() - TURN_FIELDS:
        raise _invalid(f"Unknown parameter: '{where}.{name}'.", "unknown_parameter")
    role, content = turn.get("role"), turn.get("content")
    if role not in ROLES or (role == "developer" and not reasons):
        raise _invalid(f"Invalid value: '{role}' at '{where}.role'.", "invalid_value")
    if role == "assistant" and content is None and turn.get("tool_calls"):
        return
    if not content or not isinstance(content, str | list):
        raise _invalid(f"Invalid value for '{where}.content': expected a string or parts.", "invalid_type")
    for part in [] if isinstance(content, str) else content:
        _check_part(f"{where}.content", role, part)


def _check_part(where: str, role: str, part: dict[str, Any]) -> None:
    match part:
        case {"type": "text", "text": str(text), **rest} if text and not rest:
            return
        case {"type": "image_url", "image_url": {"url": str(url)}} if role == "user":
            if not re.match(r"https://|data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*$", url):
                raise _invalid(f"Invalid '{where}': expected a valid URL.", "invalid_image_url")
        case _:
            raise _invalid(f"Invalid value: '{part.get('type')}' at '{where}'.", "invalid_value")


def _invalid(message: str, code: str) -> Refused:
    return Refused(400, "invalid_request_error", message, code)


def _card(model: str, shutdown: str | None = None) -> dict[str, Any]:
    return {"id": model, "object": "model", "created": 1_780_000_000, "owned_by": "system", "shutdown_date": shutdown}


# As in the vendor's list: every modality, and models that only the Responses API has.
OTHERS = (
    "text-embedding-3-large",
    "gpt-image-2",
    "gpt-6-astra-pro",
    "gpt-5.1-codex",
    "gpt-realtime-2",
    "whisper-1",
    "o3-deep-research",
)
MODELS = [*(_card(model, rules[3]) for model, rules in _RULES.items()), *(_card(model) for model in OTHERS)]
