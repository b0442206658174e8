"""Ollama models: their capabilities, and the context window to ask for."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final, cast
from urllib.parse import urlsplit

from rxchat.domain.controls import Controls
from rxchat.domain.messages import ImagePart, TextPart
from rxchat.domain.models import Capabilities, ModelInfo
from rxchat.domain.requests import ChatRequest, Reasoning
from rxchat.domain.token_estimates import text_tokens
from rxchat.providers.wire.json_access import Json, count_of, object_of

PORT: Final = 11434
SMALLEST_CONTEXT: Final = 8_192
ANSWER_ROOM: Final = 4_096
IMAGE_TOKENS: Final = 1_500
TURN_TOKENS: Final = 16
_LEVELS_ONLY: Final = ("gptoss", "gpt-oss")


@dataclass(frozen=True, slots=True, kw_only=True)
class OllamaModel:
    """`abilities` are Ollama's own words for them, None when they could not be asked for."""

    id: str
    abilities: frozenset[str] | None = None
    context_window: int | None = None
    family: str = ""

    @property
    def chats(self) -> bool:
        return self.abilities is None or "completion" in self.abilities

    @property
    def info(self) -> ModelInfo:
        return ModelInfo(
            provider="ollama",
            id=self.id,
            name=self.id.removesuffix(":latest"),
            context_window=self.context_window,
            capabilities=Capabilities(
                chat=self._has("completion"),
                images=self._has("vision"),
                pdf=False,
                reasoning=self._has("thinking"),
                tools=self._has("tools"),
            ),
            controls=Controls(efforts=self._efforts()),
        )

    def thinking_field(self, asked: Reasoning | None) -> Json:
        """`think` is refused by models that do not; asked for, it keeps thoughts apart from the answer. Some take levels only."""
        if not self._has("thinking"):
            return {}
        if self.family in _LEVELS_ONLY:
            level = Reasoning.LOW if asked is Reasoning.OFF else asked or Reasoning.MEDIUM
            return {"think": level.value}
        return {"think": asked is not Reasoning.OFF}

    def _efforts(self) -> tuple[Reasoning, ...]:
        if not self._has("thinking"):
            return ()
        levels = (Reasoning.LOW, Reasoning.MEDIUM, Reasoning.HIGH)
        return levels if self.family in _LEVELS_ONLY else (Reasoning.OFF, Reasoning.HIGH)

    def context_for(self, request: ChatRequest, tokens: int) -> int:
        """Returns the context size in tokens for the conversation and an answer. Ollama silently drops what does not fit.

        Estimates are rarely half of what a model counts. Powers of two, because a different size reloads the model.
        """
        needed = 2 * tokens + (request.max_tokens or ANSWER_ROOM)
        size = SMALLEST_CONTEXT
        while size < needed:
            size *= 2
        return min(size, self.context_window or size)

    def _has(self, ability: str) -> bool | None:
        return None if self.abilities is None else ability in self.abilities


def from_show(name: str, shown: Json) -> OllamaModel:
    """A model from the answer of `/api/show`."""
    abilities: Any = shown.get("capabilities")
    sizes = (count_of(value) for field, value in object_of(shown.get("model_info")).items() if field.endswith(".context_length"))
    return OllamaModel(
        id=name,
        abilities=frozenset(map(str, cast(list[Any], abilities))) if isinstance(abilities, list) else None,
        context_window=next((size for size in sizes if size), None),
        family=str(object_of(shown.get("details")).get("family") or ""),
    )


def expected_tokens(request: ChatRequest) -> int:
    """The tokens a conversation is estimated at."""
    parts = [part for message in request.messages for part in message.parts]
    text = sum(text_tokens(part.text) for part in parts if isinstance(part, TextPart)) + sum(map(text_tokens, request.tool_texts))
    images = sum(isinstance(part, ImagePart) for part in parts)
    return text + text_tokens(request.system or "") + images * IMAGE_TOKENS + len(request.messages) * TURN_TOKENS


def address_of(host: str) -> str:
    """A base URL from what Ollama takes for its `OLLAMA_HOST`: with or without scheme and port, and the address it listens on."""
    scheme, separator, rest = host.strip().rpartition("://")
    scheme = scheme if separator else "http"
    try:
        split = urlsplit(f"{scheme}://{rest}")
        name, port = split.hostname or "localhost", split.port
    except ValueError:
        return host  # refused, in words, when it is called
    if split.username or split.query:
        return host
    if _is_any(name):
        name = "127.0.0.1"
    netloc = f"[{name}]" if ":" in name else name
    port = port or (None if separator else PORT)
    return f"{scheme}://{netloc}{f':{port}' if port else ''}{split.path.rstrip('/')}"


def _is_any(name: str) -> bool:
    """Whether a server that listens there listens everywhere: no address to connect to."""
    try:
        return ip_address(name).is_unspecified
    except ValueError:
        return False
