"""What Mistral refuses, and in which words. Kept apart from rxchat's own table of models on purpose."""

import base64
import binascii
import json
from typing import Any

from fakes.script import Refused

FIELDS = {
    "model", "messages", "stream", "max_tokens", "temperature", "top_p", "stop", "random_seed", "reasoning_effort", "n",
    "metadata", "response_format", "tools", "tool_choice", "parallel_tool_calls", "prediction", "safe_prompt",
    "prompt_cache_key", "service_tier", "guardrails", "presence_penalty", "frequency_penalty", "prompt_mode", "min_tokens",
    "repetition_penalty", "top_k", "logprobs", "top_logprobs",
}  # fmt: skip
TURN_FIELDS = {
    "system": {"role", "content"},
    "user": {"role", "content"},
    "assistant": {"role", "content", "tool_calls", "prefix"},
    "tool": {"role", "content", "name", "tool_call_id"},
}
RANGES: dict[str, tuple[float, float]] = {
    "temperature": (0, 1.5),
    "top_p": (1e-9, 1),
    "presence_penalty": (-2, 2),
    "frequency_penalty": (-2, 2),
    "max_tokens": (0, 10_000_000),
}
MOST_IMAGES = 8
LARGEST_IMAGE = 10 * 2**20
BYTES_PER_TOKEN = 4


def check_key(headers: dict[str, str], key: str) -> None:
    if headers.get("authorization") != f"Bearer {key}":
        raise Refused(401, "gateway", "Unauthorized")


def check_request(raw: bytes, models: list[dict[str, Any]]) -> dict[str, Any]:
    """The body, or Refused."""
    body: dict[str, Any] = json.loads(raw)
    _check_fields(body)
    card = next((card for card in models if card["id"] == body["model"]), None)
    if card is None or not card["capabilities"]["completion_chat"]:
        raise Refused(400, "invalid_model", f"Invalid model: {body['model']}", "1500")
    _check_turns(body["messages"])
    _check_images(body["messages"], card["capabilities"]["vision"])
    effort = body.get("reasoning_effort")
    if effort is not None and (effort not in ("none", "high") or not card["capabilities"]["reasoning"]):
        raise _invalid(f"reasoning_effort {effort!r} is not supported by this model")
    if body.get("temperature") == 0 and body.get("top_p", 1) != 1:
        raise _invalid("top_p must be 1 when using greedy sampling.")
    tokens, most = len(raw) // BYTES_PER_TOKEN, card["max_context_length"]
    if tokens + (body.get("max_tokens") or 0) > most:
        says = f"Prompt contains {tokens} tokens and 0 draft tokens, too large for model with {most} maximum context length"
        raise _invalid(says)
    return body


def _check_fields(body: dict[str, Any]) -> None:
    faults = [_fault("extra_forbidden", name, "Extra inputs are not permitted", body[name]) for name in body.keys() - FIELDS]
    faults += [_fault("missing", name, "Field required", body) for name in ("model", "messages") if name not in body]
    for name, (least, most) in RANGES.items():
        value = body.get(name)
        if value is not None and not least <= value <= most:
            faults.append(_fault("less_than_equal", name, f"Input should be between {least:g} and {most:g}", value))
    for number, turn in enumerate(body.get("messages", [])):
        for name in turn.keys() - TURN_FIELDS.get(turn["role"], set()):
            faults.append(_fault("extra_forbidden", f"messages.{number}.{name}", "Extra inputs are not permitted", turn))
    faults += _faults_of_format(body.get("response_format") or {"type": "text"})
    if faults:
        # Both shapes are seen: unknown fields of the body come inside `message`, the rest as FastAPI tells them.
        kind = "nested" if faults[0]["type"] == "extra_forbidden" else "validation"
        raise Refused(422, kind, {"detail": faults})


def _faults_of_format(asked: dict[str, Any]) -> list[dict[str, Any]]:
    place = "response_format"
    if asked.get("type") not in ("text", "json_object", "json_schema"):
        return [_fault("enum", f"{place}.type", "Input should be 'text', 'json_object' or 'json_schema'", asked)]
    names = [f"{place}.{name}" for name in asked.keys() - {"type", "json_schema"}]
    missing: list[str] = []
    named = asked.get("json_schema")
    if isinstance(named, dict):
        names += [f"{place}.json_schema.{name}" for name in named.keys() - {"name", "schema", "description", "strict"}]
        missing += [f"{place}.json_schema.{name}" for name in {"name", "schema"} - named.keys()]
    elif asked["type"] == "json_schema":
        missing.append(f"{place}.json_schema")
    faults = [_fault("extra_forbidden", name, "Extra inputs are not permitted", asked) for name in names]
    return faults + [_fault("missing", name, "Field required", asked) for name in missing]


def _fault(kind: str, name: str, says: str, given: Any) -> dict[str, Any]:
    return {"type": kind, "loc": ["body", *name.split(".")], "msg": says, "input": given}


def _check_turns(turns: list[dict[str, Any]]) -> None:
    if not turns:
        raise _invalid("Conversation must have at least one message", "3230", "invalid_request_message_order")
    before = ""
    for turn in turns:
        role = turn["role"]
        if role == "system" and before not in ("", "system", "user"):
            raise _invalid(f"Unexpected role 'system' after role '{before}'", "3230", "invalid_request_message_order")
        if role == "assistant" and not before:
            says = "Expected first role system or user but got assistant"
            raise _invalid(says, "3230", "invalid_request_message_order")
        if role == "assistant" and not turn.get("content") and not turn.get("tool_calls"):
            says = "Assistant message must have either content or tool_calls, but not none."
            raise _invalid(says, "3240", "invalid_request_message")
        before = role
    if before == "assistant" and not turns[-1].get("prefix"):
        says = "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant"
        raise _invalid(says, "3230", "invalid_request_message_order")


def _check_images(turns: list[dict[str, Any]], sees: bool) -> None:
    parts = [part for turn in turns if isinstance(turn.get("content"), list) for part in turn["content"]]
    images = [part for part in parts if part["type"] == "image_url"]
    if images and not sees:
        raise _invalid("Image input is not enabled for this model")
    if len(images) > MOST_IMAGES:
        raise _invalid(f"Too many images: {len(images)} > {MOST_IMAGES}")
    for image in images:
        url = image["image_url"] if isinstance(image["image_url"], str) else image["image_url"]["url"]
        head, _, data = url.partition(";base64,")
        if head.removeprefix("data:image/") not in ("png", "jpeg", "webp", "gif"):
            raise _invalid("Image could not be decoded")
        try:
            if len(base64.b64decode(data, validate=True)) > LARGEST_IMAGE:
                raise _invalid("Image is larger than 10 MB")
        except binascii.Error as exc:
            raise _invalid("Image could not be decoded") from exc


def _invalid(says: str, code: str | None = None, kind: str = "invalid_request_error") -> Refused:
    return Refused(400, kind, says, code)


def card(model: str, *, aliases: tuple[str, ...] = (), context: int = 262_144, **abilities: bool) -> dict[str, Any]:
    """A model as the vendor lists it, without a word about deprecation."""
    usual = {"completion_chat": True, "function_calling": True, "reasoning": False, "vision": True, "completion_fim": False}
    return {
        "id": model,
        "object": "model",
        "created": 1_790_000_000,
        "owned_by": "mistralai",
        "name": model,
        "description": "A model.",
        "max_context_length": context,
        "aliases": list(aliases),
        "deprecation": None,
        "deprecation_replacement_model": None,
        "default_model_temperature": 0.3,
        "type": "base",
        "capabilities": usual | {"fine_tuning": False, "ocr": False, "classification": False} | abilities,
    }


def _named(*names: str, context: int = 262_144, **abilities: bool) -> list[dict[str, Any]]:
    """One model under each of its names, as the vendor lists it."""
    return [card(name, aliases=tuple(other for other in names if other != name), context=context, **abilities) for name in names]


MODELS = [
    *_named("mistral-medium-2604", "mistral-medium-latest", "mistral-medium-3-5", "magistral-medium-latest", reasoning=True),
    *_named("mistral-large-2512", "mistral-large-latest", "mistral-large-3"),
    *_named("mistral-small-2603", "mistral-small-latest", "magistral-small-latest", reasoning=True),
    *_named("ministral-8b-2512", "ministral-8b-latest"),
    *_named("codestral-2508", "codestral-latest", context=131_072, vision=False),
    *_named("mistral-large-4", "mistral-large-4-0", context=1_048_576, reasoning=True),
    card("mistral-embed-2312", completion_chat=False, function_calling=False, vision=False),
]
