"""What Ollama refuses, and in which words. Unlike the vendors in the cloud it passes over fields that it does not know."""

import base64
import binascii
import json
from typing import Any

from fakes.script import Refused

# id: family, abilities, context
_RULES: dict[str, tuple[str, list[str], int]] = {
    "llama3.2:latest": ("llama", ["completion", "tools"], 131_072),
    "qwen3:8b": ("qwen3", ["completion", "tools", "thinking"], 40_960),
    "gemma3:4b": ("gemma3", ["completion", "vision"], 131_072),
    "gpt-oss:20b": ("gptoss", ["completion", "tools", "thinking"], 131_072),
    "tiny:latest": ("llama", ["completion"], 2_048),
    "nomic-embed-text:latest": ("nomic-bert", ["embedding"], 2_048),
}
ROLES = {"system", "user", "assistant", "tool"}
LEVELS = {"low", "medium", "high", "max"}


def full_name(model: str) -> str:
    return model if ":" in model else f"{model}:latest"


def check_key(headers: dict[str, str], key: str) -> None:
    """A server of one's own asks for no key; a key that is given must be the right one, as in the cloud."""
    given = headers.get("authorization")
    if given is not None and given != f"Bearer {key}":
        raise Refused(401, "", "unauthorized")


def check_request(raw: bytes, served: set[str]) -> dict[str, Any]:
    """The body, or Refused."""
    body: dict[str, Any] = json.loads(raw)
    model = body.get("model")
    if not model:
        raise Refused(400, "", "model is required")
    if full_name(model) not in served:
        raise Refused(404, "", f"model '{model}' not found")
    family, abilities, _ = _RULES.get(full_name(model), ("", ["completion"], 4_096))
    if "completion" not in abilities:
        raise Refused(400, "", f'"{model}" does not support chat')
    _check_thinking(model, body.get("think"), family, abilities)
    if body.get("tools") and "tools" not in abilities:
        raise Refused(400, "", f"registry.ollama.ai/library/{model} does not support tools")
    for tool in body.get("tools", []):
        if tool.get("type") != "function" or not isinstance(tool["function"].get("parameters"), dict):
            raise Refused(400, "", "json: cannot unmarshal into Go struct field ChatRequest.tools")
    for turn in body.get("messages", []):
        _check_turn(model, turn, abilities)
    form = body.get("format") or "json"
    if form != "json" and not isinstance(form, dict):
        raise Refused(400, "", f'invalid format: "{form}"; expected "json" or a valid JSON Schema object')
    if not isinstance(body.get("options", {}).get("num_ctx", 1), int):
        raise Refused(400, "", 'option "num_ctx" must be of type integer')
    return body


def _check_thinking(model: str, think: Any, family: str, abilities: list[str]) -> None:
    if think is None:
        return
    if "thinking" not in abilities:
        if think:
            raise Refused(400, "", f'"{model}" does not support thinking')
        return
    if isinstance(think, str) and think not in LEVELS:
        raise Refused(400, "", f'invalid think value: "{think}" (must be "high", "medium", "low", "max", true, or false)')
    if family == "gptoss" and not isinstance(think, str):
        raise Refused(400, "", f'"{model}" takes levels of thinking only')


def _check_turn(model: str, turn: dict[str, Any], abilities: list[str]) -> None:
    if turn.get("role") not in ROLES:
        raise Refused(400, "", f"invalid role: {turn.get('role')}")
    if not isinstance(turn.get("content"), str):
        raise Refused(400, "", "json: cannot unmarshal array into Go struct field ChatRequest.messages.content of type string")
    for call in turn.get("tool_calls", []):
        if not isinstance(call["function"]["arguments"], dict):
            raise Refused(400, "", "json: cannot unmarshal string into Go struct field ToolCallFunction.arguments")
    if turn["role"] == "tool" and not turn.get("tool_name"):
        raise Refused(400, "", "tool_name is required")
    for image in turn.get("images", []):
        if "vision" not in abilities:
            raise Refused(400, "", f'"{model}" does not support images')
        try:
            base64.b64decode(image, validate=True)
        except binascii.Error as exc:
            raise Refused(400, "", "illegal base64 data at input byte 4") from exc


def context_of(model: str) -> int:
    return _RULES[full_name(model)][2]


def _details(family: str) -> dict[str, Any]:
    return {
        "parent_model": "",
        "format": "gguf",
        "family": family,
        "families": [family],
        "parameter_size": "3.2B",
        "quantization_level": "Q4_K_M",
    }


def shown(model: str) -> dict[str, Any]:
    """The answer of `/api/show`."""
    family, abilities, context = _RULES[full_name(model)]
    return {
        "modelfile": f"FROM {model}",
        "template": "{{ .Prompt }}",
        "details": _details(family),
        "model_info": {"general.architecture": family, f"{family}.context_length": context, f"{family}.block_count": 28},
        "capabilities": abilities,
        "modified_at": "2026-11-20T10:00:00Z",
    }


MODELS = [
    {
        "name": model,
        "model": model,
        "modified_at": "2026-11-20T10:00:00Z",
        "size": 2_019_393_189,
        "digest": f"{number:064x}",
        "details": _details(rules[0]),
    }
    for number, (model, rules) in enumerate(_RULES.items(), 1)
]
