"""Model abilities: whether an entry of a model list can chat, from the fields that vendors and local servers use.

Some tell the kinds of output, some a type, a mode or a task, some flags or names of abilities, some the endpoints it serves.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from rxchat.providers.wire.json_access import Json, object_of

_CHAT: Final = frozenset({
    "chat", "chat-completion", "chat-completions", "completion", "completions", "completion-chat", "conversational", "language",
    "llm", "vlm", "text", "text-generation", "text2text-generation", "image-text-to-text", "any-to-any", "responses",
    "generatecontent", "generate", "multimodal", "code",
})  # fmt: skip
_OTHER: Final = re.compile(
    r"(?:text-)?embed(?:ding|dings|content)?|feature-extraction|sentence-similarity|(?:re)?rank(?:er|ing)?|rerank|image|images|"
    r"image-generation|image-edit|text-to-image|image-to-image|video|video-generation|text-to-video|image-to-video|audio|"
    r"audio-speech|audio-transcription|transcription|transcriptions|transcribe|speech|speech-to-text|automatic-speech-recognition|"
    r"text-to-speech|tts|stt|asr|music|moderation|moderations|(?:text-)?classif(?:ication|ier|y)|token-classification|ocr|reward|"
    r"score|guard|safety|predict|embeddings"
)
_KINDS: Final = ("type", "mode", "task", "pipeline_tag", "model_type", "kind", "category")
_LISTS: Final = ("capabilities", "supportedGenerationMethods", "endpoints", "tasks", "supported_endpoints", "supported_tasks")
_FLAGS: Final = ("completion_chat", "chat_completion", "chat_completions", "supports_chat", "chat")


def is_chat_model(card: Mapping[str, Any]) -> bool | None:
    """Whether the entry says that the model chats; None where it says nothing of it."""
    architecture = object_of(card.get("architecture"))
    outputs = _words(card.get("output_modalities") or architecture.get("output_modalities")) or _right_of_arrow(architecture)
    if outputs:
        return "text" in outputs
    for flags in (object_of(card.get("capabilities")), object_of(dict(card))):
        given = [flags[flag] for flag in _FLAGS if isinstance(flags.get(flag), bool)]
        if given:
            return any(given)
    for field in _LISTS:
        known = [word in _CHAT for word in _words(card.get(field)) if word in _CHAT or _OTHER.fullmatch(word)]
        if known:
            return any(known)
    kinds = [word for field in _KINDS for word in _words(card.get(field))]
    if any(_OTHER.fullmatch(word) for word in kinds):
        return False
    return True if any(word in _CHAT for word in kinds) else None


def _words(value: Any) -> list[str]:
    """A text, or the texts of a list, in one spelling."""
    return list(_spelled(cast(list[Any], value) if isinstance(value, list) else [value]))


def _spelled(values: list[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str) and value:
            yield value.lower().rstrip("/").rpartition("/v1/")[2].replace("_", "-").replace("/", "-").strip("-")


def _right_of_arrow(architecture: Json) -> list[str]:
    """The outputs in `text+image->text`."""
    modality = architecture.get("modality")
    before, arrow, after = modality.partition("->") if isinstance(modality, str) else ("", "", "")
    del before
    return after.lower().split("+") if arrow else []
