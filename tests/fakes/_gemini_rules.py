"""What Gemini's generateContent refuses, and in which words. Kept apart from rxchat's own table of models on purpose."""

import base64
import binascii
import json
import re
from typing import Any

from fakes.script import Refused

FIELDS = {
    "contents", "systemInstruction", "generationConfig", "safetySettings", "tools", "toolConfig", "cachedContent", "labels",
    "serviceTier", "store", "model",
}  # fmt: skip
CONFIG_FIELDS = {
    "temperature", "topP", "topK", "candidateCount", "maxOutputTokens", "stopSequences", "seed", "presencePenalty",
    "frequencyPenalty", "responseMimeType", "responseSchema", "responseJsonSchema", "thinkingConfig", "responseLogprobs",
    "logprobs", "responseModalities", "speechConfig", "mediaResolution",
}  # fmt: skip
THINKING_FIELDS = {"thinkingLevel", "thinkingBudget", "includeThoughts"}
OWN = {"args", "response", "parametersJsonSchema", "responseJsonSchema"}
"""Objects of the caller's."""
MODES = {"AUTO", "ANY", "NONE"}
SAMPLING = ("temperature", "topP", "topK")

_LEVELS = {"LOW", "MEDIUM", "HIGH"}
_ALL = _LEVELS | {"MINIMAL"}

# id: levels it takes, or the bounds of its thinking in tokens, or neither; the most it writes; whether sampling is taken
_RULES: dict[str, tuple[set[str] | tuple[int, int] | None, int, bool]] = {
    "gemini-4-argon": (_LEVELS, 1_048_576, False),
    "gemini-3.8-flash": (_LEVELS, 65_536, False),
    "gemini-3.7-flash": (_LEVELS, 65_536, False),
    "gemini-3.6-flash": (_ALL, 65_536, False),
    "gemini-3.5-flash": (_ALL, 65_536, True),
    "gemini-3.5-flash-lite": (_ALL, 65_536, False),
    "gemini-3.1-flash-lite": (_ALL, 65_536, True),
    "gemini-3.1-pro-preview": (_LEVELS, 65_536, True),
    "gemini-flash-latest": (_LEVELS, 65_536, False),
    "gemini-2.5-pro": ((128, 32_768), 65_536, True),
    "gemini-2.5-flash": ((0, 24_576), 65_536, True),
    "gemini-2.5-flash-lite": ((0, 24_576), 65_536, True),
    "gemma-3-27b-it": (None, 8_192, True),
}


def check_key(headers: dict[str, str], query: dict[str, list[str]], key: str) -> None:
    if "key" in query:
        raise _invalid("the fake takes no key in an address: it would be in every log")
    if "x-goog-api-key" not in headers:
        raise Refused(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers. Please use API Key.")
    if headers["x-goog-api-key"] != key:
        raise Refused(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", "API_KEY_INVALID")


def check_request(model: str, raw: bytes, served: set[str]) -> dict[str, Any]:
    """The body, or Refused."""
    if model not in served:
        message = f"models/{model} is not found for API version v1, or is not supported for generateContent."
        raise Refused(404, "NOT_FOUND", message)
    body: dict[str, Any] = _camel(json.loads(raw))
    _no_others(body, FIELDS, "")
    if not body.get("contents"):
        raise _invalid("* GenerateContentRequest.contents: contents is not specified")
    for number, content in enumerate(body["contents"]):
        _check_content(f"contents[{number}]", content, {"user", "model"})
        _check_calls(f"contents[{number}]", content, is_signed=isinstance(_RULES.get(model, (_LEVELS,))[0], set))
    _check_tools(body)
    if body["contents"][-1]["role"] != "user":
        raise _invalid("Please ensure that single turn requests end with a user role.")
    if "systemInstruction" in body:
        _check_content("system_instruction", {"role": "user", **body["systemInstruction"]}, {"user"})
    config = body.get("generationConfig", {})
    _check_config(model, config)
    _check_format(model, config, has_tools=bool(body.get("tools")))
    return body


def _camel(value: Any) -> Any:
    """Names may be written either way: Google's own client mixes them."""
    match value:
        case dict():
            names = {name: re.sub(r"_(\w)", lambda found: found[1].upper(), name) for name in value}
            return {names[name]: one if names[name] in OWN else _camel(one) for name, one in value.items()}
        case list():
            return [_camel(one) for one in value]
        case _:
            return value


def _check_content(where: str, content: dict[str, Any], roles: set[str]) -> None:
    _no_others(content, {"role", "parts"}, where)
    if content.get("role") not in roles:
        raise _invalid(f"Please use a valid role: {', '.join(sorted(roles))}.")
    if not content.get("parts"):
        raise _invalid(f"* GenerateContentRequest.{where}.parts: contents.parts must not be empty.")
    for part in content["parts"]:
        match part:
            case {"text": str(text)} if len(part) == 1:
                if not text.strip():
                    raise _invalid(f"Unable to submit request because it has an empty text parameter: {where}.")
            case {"inlineData": {"mimeType": media_type, "data": data}} if len(part) == 1 and content["role"] == "user":
                _check_image(media_type, data)
            case {"functionCall": {"name": str(), "args": dict()}} if content["role"] == "model":
                _no_others(part, {"functionCall", "thoughtSignature"}, where)
            case {"functionResponse": {"name": str(), "response": dict()}} if len(part) == 1 and content["role"] == "user":
                _no_others(part["functionResponse"], {"id", "name", "response"}, where)
            case _:
                raise _invalid(f"Invalid JSON payload received. Unknown name at '{where}.parts': {sorted(part)}.")


def _check_calls(where: str, content: dict[str, Any], *, is_signed: bool) -> None:
    calls = [part for part in content["parts"] if "functionCall" in part]
    if is_signed and calls and not calls[0].get("thoughtSignature"):
        name = calls[0]["functionCall"]["name"]
        raise _invalid(f"Function call `default_api:{name}` in {where} is missing a `thought_signature`.")


def _check_tools(body: dict[str, Any]) -> None:
    for tool in body.get("tools", []):
        _no_others(tool, {"functionDeclarations"}, "tools")
        for declared in tool["functionDeclarations"]:
            _no_others(declared, {"name", "description", "parameters", "parametersJsonSchema"}, "tools.function_declarations")
            if not re.fullmatch(r"[A-Za-z_][\w.:-]{0,127}", declared["name"]):
                raise _invalid("Invalid function name.")
    choice = body.get("toolConfig", {}).get("functionCallingConfig", {"mode": "AUTO"})
    _no_others(choice, {"mode", "allowedFunctionNames"}, "tool_config.function_calling_config")
    if choice["mode"] not in MODES or ("allowedFunctionNames" in choice and choice["mode"] != "ANY"):
        raise _invalid("Please set allowed_function_names only when function calling mode is ANY.")


def _check_image(media_type: str, data: str) -> None:
    if media_type not in ("image/png", "image/jpeg", "image/webp", "image/gif", "image/heic", "image/heif"):
        raise _invalid(f"Unsupported MIME type: {media_type}")
    try:
        base64.b64decode(data, validate=True)
    except binascii.Error as exc:
        raise _invalid("Invalid value at 'contents.parts.inline_data.data' (TYPE_BYTES), Base64 decoding failed.") from exc


def _check_config(model: str, config: dict[str, Any]) -> None:
    _no_others(config, CONFIG_FIELDS, "generation_config")
    thinks, most, takes_sampling = _RULES.get(model, (_LEVELS, 65_536, False))
    for name in config.keys() & set(SAMPLING):
        if not takes_sampling:
            raise _invalid(f"{name} is not supported for this model.")
    if not 0 <= config.get("temperature", 1) <= 2:
        raise _invalid("* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].")
    if not 0 < config.get("maxOutputTokens", 1) <= most:
        raise _invalid(f"max_output_tokens must be in the range [1, {most}].")
    if "thinkingConfig" in config:
        _check_thinking(config["thinkingConfig"], thinks)


def _check_format(model: str, config: dict[str, Any], *, has_tools: bool) -> None:
    kind = config.get("responseMimeType", "text/plain")
    schemas = config.keys() & {"responseSchema", "responseJsonSchema"}
    if kind not in ("text/plain", "application/json", "text/x.enum"):
        raise _invalid("* GenerateContentRequest.generation_config.response_mime_type: allowed mimetypes are `text/plain`, ...")
    if schemas and kind == "text/plain":
        message = "response_schema only applies with response_mime_type 'application/json'"
        raise _invalid(f"* GenerateContentRequest.generation_config: {message}.")
    if len(schemas) > 1:
        raise _invalid("* GenerateContentRequest.generation_config: only one of response_schema and response_json_schema.")
    if kind != "text/plain" and model.startswith("gemma-"):
        raise _invalid(f"JSON mode is not enabled for models/{model}")
    if kind != "text/plain" and has_tools and model.startswith("gemini-2"):
        raise _invalid(f"Function calling with a response mime type: '{kind}' is unsupported")


def _check_thinking(thinking: dict[str, Any], thinks: set[str] | tuple[int, int] | None) -> None:
    _no_others(thinking, THINKING_FIELDS, "generation_config.thinking_config")
    if thinks is None:
        raise _invalid("Thinking is not enabled for this model.")
    if {"thinkingLevel", "thinkingBudget"} <= thinking.keys():
        raise _invalid("You can only set only one of thinking budget and thinking level.")
    level, budget = thinking.get("thinkingLevel"), thinking.get("thinkingBudget")
    if level is not None and (not isinstance(thinks, set) or level not in thinks):
        raise _invalid(f"Thinking level {level} is not supported for this model.")
    if budget is not None and (not isinstance(thinks, tuple) or not (budget == -1 or thinks[0] <= budget <= thinks[1])):
        raise _invalid(f"The thinking budget {budget} is invalid for this model.")
    if budget == 0 and thinking.get("includeThoughts"):
        raise _invalid("include_thoughts is only enabled when thinking is enabled.")


def _no_others(value: dict[str, Any], names: set[str], where: str) -> None:
    for name in value.keys() - names:
        raise _invalid(f"Invalid JSON payload received. Unknown name \"{name}\" at '{where}': Cannot find field.")


def _invalid(message: str) -> Refused:
    return Refused(400, "INVALID_ARGUMENT", message)


def _card(model: str, methods: tuple[str, ...] = ("generateContent", "countTokens"), *, thinks: bool = False) -> dict[str, Any]:
    card: dict[str, Any] = {
        "name": f"models/{model}",
        "version": "001",
        "displayName": " ".join(word.capitalize() for word in model.split("-")),
        "description": "A model.",
        "inputTokenLimit": 1_048_576,
        "outputTokenLimit": _RULES[model][1] if model in _RULES else 8_192,
        "supportedGenerationMethods": list(methods),
        "temperature": 1,
        "maxTemperature": 2,
        "topP": 0.95,
        "topK": 64,
    }
    return card | ({"thinking": True} if thinks else {})


MODELS = [
    _card("gemini-embedding-001", ("embedContent",)),
    *(_card(model, thinks=rules[0] is not None) for model, rules in _RULES.items()),
    _card("gemini-2.5-flash-preview-tts"),
    _card("imagen-4.0-generate-001", ("predict",)),
]
