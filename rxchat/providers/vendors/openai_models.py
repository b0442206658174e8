"""OpenAI models: what each accepts. The vendor's list has little more than names; the rest is here, as of November 2026."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from rxchat.domain.controls import ALWAYS, NEVER, WITHOUT_REASONING, Controls
from rxchat.domain.models import Capabilities, Lifecycle, ModelInfo
from rxchat.domain.requests import Reasoning

_REASONS = re.compile(r"(?:ft:)?(?:gpt-(?:[5-9]|\d\d)|o\d)")
_CHATS = re.compile(r"(?:ft:)?(?:gpt-\d|chatgpt-|o\d)")
# What has a chat model's name and is none, or answers to the Responses API only.
_OTHER = re.compile(
    r"audio|realtime|image|transcribe|tts|search|instruct|codex|deep-research|computer-use|-live|-pro\b|gpt-3\.5|gpt-4(?![.o])"
)
SNAPSHOT = re.compile(r"-\d{4}-\d\d-\d\d$")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAIModel:
    """`off` is the effort nearest to not reasoning at all; only "none" is none, and only with it sampling is taken."""

    id: str
    context_window: int | None = 922_000
    max_output: int | None = 128_000
    reasons: bool = True
    off: str = "none"
    images: bool | None = True
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    replacement: str | None = None

    def effort(self, asked: Reasoning | None) -> str | None:
        """The `reasoning_effort` of a request; None leaves it out."""
        if asked is None or not self.reasons:
            return None
        return self.off if asked is Reasoning.OFF else asked.value

    def takes_sampling(self, effort: str | None) -> bool:
        return not self.reasons or effort == "none"

    @property
    def info(self) -> ModelInfo:
        return ModelInfo(
            provider="openai",
            id=self.id,
            name=_name(self.id),
            context_window=self.context_window,
            max_output_tokens=self.max_output,
            capabilities=Capabilities(images=self.images, pdf=None, reasoning=self.reasons, tools=True),
            lifecycle=self.lifecycle,
            replacement=self.replacement,
            controls=Controls(
                samples_with=ALWAYS if not self.reasons else WITHOUT_REASONING if self.off == "none" else NEVER,
                efforts=tuple(level for level in Reasoning if level is not Reasoning.OFF or self.off == "none")
                if self.reasons
                else (),
            ),
        )


def _ending(model: str, context: int, replacement: str, **more: Any) -> OpenAIModel:
    """A model with a day on which it is shut down."""
    return OpenAIModel(id=model, context_window=context, lifecycle=Lifecycle.DEPRECATED, replacement=replacement, **more)


# The ones to choose first come first. What has been shut down is left out.
MODELS = (
    OpenAIModel(id="gpt-6.1-terra"),
    OpenAIModel(id="gpt-6-luna"),
    OpenAIModel(id="gpt-6.1-sol", off="low"),
    OpenAIModel(id="gpt-6-astra", off="low"),
    OpenAIModel(id="gpt-6.2-sol", context_window=None, max_output=None, off="low"),
    OpenAIModel(id="gpt-6.2-astra", context_window=None, max_output=None, off="low"),
    OpenAIModel(id="gpt-6-sol"),
    OpenAIModel(id="gpt-5.6-sol"),
    OpenAIModel(id="gpt-5.6-terra"),
    OpenAIModel(id="gpt-5.6-luna"),
    OpenAIModel(id="gpt-5.5", context_window=1_050_000),
    OpenAIModel(id="gpt-5.4", context_window=1_050_000),
    OpenAIModel(id="gpt-5.4-mini", context_window=272_000),
    OpenAIModel(id="gpt-5.2", context_window=272_000),
    _ending("gpt-5.4-nano", 272_000, "gpt-6-luna"),
    _ending("gpt-5.1", 272_000, "gpt-6.1-terra"),
    _ending("gpt-5", 272_000, "gpt-6.1-terra", off="minimal"),
    _ending("gpt-5-mini", 272_000, "gpt-6-luna", off="minimal"),
    _ending("gpt-5-nano", 272_000, "gpt-6-luna", off="minimal"),
    _ending("o3", 200_000, "gpt-6.1-sol", max_output=100_000, off="low"),
    _ending("gpt-4.1", 1_047_576, "gpt-6.1-terra", max_output=32_768, reasons=False),
    _ending("gpt-4.1-mini", 1_047_576, "gpt-6-luna", max_output=32_768, reasons=False),
    _ending("gpt-4o", 128_000, "gpt-6.1-terra", max_output=16_384, reasons=False),
    _ending("gpt-4o-mini", 128_000, "gpt-6-luna", max_output=16_384, reasons=False),
)

_BY_ID = {model.id: model for model in MODELS}


def rules_for(model: str) -> OpenAIModel:
    """What a model takes. A snapshot or a fine-tuned model is held for the one it was made of, an unknown GPT for a new one."""
    base = model.removeprefix("ft:").partition(":")[0]
    known = _BY_ID.get(base) or _BY_ID.get(SNAPSHOT.sub("", base))
    if known is not None:
        return replace(known, id=model)
    reasons = _REASONS.match(model) is not None
    return OpenAIModel(id=model, context_window=None, max_output=None, reasons=reasons, off="low", images=None)


def from_listing(card: Mapping[str, Any], today: date | None = None) -> OpenAIModel | None:
    """An entry of the vendor's list; None for what does not chat, or does no more."""
    model = str(card["id"])
    if not _CHATS.match(model) or _OTHER.search(model):
        return None
    rules = rules_for(model)
    shutdown = _date(card.get("shutdown_date"))
    if shutdown is None:
        return rules
    if shutdown <= (today or datetime.now(UTC).date()):
        return None
    return replace(rules, lifecycle=Lifecycle.DEPRECATED, replacement=rules.replacement or MODELS[0].id)


def _date(value: Any) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(str(value or "")[:10])
    return None


def _name(model: str) -> str:
    """`gpt-6.1-terra` as a person writes it."""
    if not model.startswith("gpt-"):
        return model
    words = model.removeprefix("gpt-").split("-")
    return " ".join([f"GPT-{words[0]}", *(word.capitalize() for word in words[1:] if not word.isdigit())])
