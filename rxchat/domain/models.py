"""What can be chosen: a vendor's model and what it can do."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from rxchat.domain.chat_models import chats_by_name
from rxchat.domain.controls import Controls

LONGEST_ID: Final = 200
"""Of a model; no vendor has a longer one."""


class Lifecycle(StrEnum):
    ACTIVE = "active"
    PREVIEW = "preview"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a model can do; None means the vendor does not say."""

    chat: bool | None = None
    streaming: bool | None = True
    images: bool | None = None
    pdf: bool | None = None
    reasoning: bool | None = None
    tools: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """How a capability is shown: `label` marks a model that has it, and is a filter; `lack` marks one that has it not."""

    name: str
    label: str = ""
    lack: str = ""


CAPABILITIES: Final = (
    Capability(name="images", label="Images"),
    Capability(name="reasoning", label="Reasoning"),
    Capability(name="tools", label="Tools"),
    Capability(name="streaming", lack="No streaming"),
)
"""Those that are shown, in the order of their badges. The API and the page are made of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """One model of one provider. `id` is the vendor's own id; sizes are in tokens, None when unknown.

    `is_typed` says that a person named it, and no list.
    """

    provider: str
    id: str
    name: str
    context_window: int | None = None
    max_output_tokens: int | None = None
    capabilities: Capabilities = field(default_factory=Capabilities)
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    replacement: str | None = None
    controls: Controls = field(default_factory=Controls)
    is_typed: bool = False

    @property
    def ref(self) -> str:
        """The name used everywhere outside the provider: `provider:model`."""
        return f"{self.provider}:{self.id}"

    @property
    def can_chat(self) -> bool:
        """By what the vendor says, else by its name: lists hold models for embedding, speech, images and moderation as well."""
        can_chat = self.capabilities.chat
        return chats_by_name(self.id) if can_chat is None else can_chat


def split_ref(ref: str) -> tuple[str | None, str]:
    """Split `provider:model` at the first colon: `acme:llama3:8b` is provider `acme`, model `llama3:8b`.

    A name with no colon has no provider: `("", ...)` never occurs, `(None, name)` does.
    """
    provider, colon, model = ref.partition(":")
    return (provider, model) if colon and provider else (None, ref)
