"""Gemini models: what each accepts. The vendor's list has sizes and whether a model thinks; how to ask for it is only here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rxchat.domain.controls import ALWAYS, NEVER, Controls
from rxchat.domain.models import Capabilities, Lifecycle, ModelInfo
from rxchat.domain.requests import Reasoning
from rxchat.providers.wire.json_access import Json, count_of, list_of

_GENERATION = re.compile(r"gemini-(\d+)(?:\.(\d+))?-")
_NO_TEXT = re.compile(r"-tts|-image|-audio|-live|lyria|embedding")
_BUDGETS = {Reasoning.LOW: 2_048, Reasoning.MEDIUM: 8_192, Reasoning.HIGH: 24_576}


@dataclass(frozen=True, slots=True, kw_only=True)
class GeminiModel:
    """`least` is the thinking nearest to none: a level from the third generation on, a number of tokens before."""

    id: str
    name: str
    context_window: int | None = 1_048_576
    max_output: int | None = 65_536
    thinks: bool = True
    least: str | int = "LOW"
    takes_sampling: bool = False
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    replacement: str | None = None

    def thinking_config(self, asked: Reasoning | None) -> Json:
        """The `thinkingConfig` of a request, empty for a model that refuses it. Summaries are asked for where it thinks."""
        if not self.thinks:
            return {}
        if asked is None:
            return {"includeThoughts": True}
        thoughts = {} if asked is Reasoning.OFF else {"includeThoughts": True}
        if isinstance(self.least, int):
            return {"thinkingBudget": _BUDGETS.get(asked, self.least)} | thoughts
        return {"thinkingLevel": self.least if asked is Reasoning.OFF else asked.value.upper()} | thoughts

    @property
    def signs_calls(self) -> bool:
        """Whether calls of tools must come back with the signature of a thought: from the third generation on."""
        return self.thinks and isinstance(self.least, str)

    @property
    def info(self) -> ModelInfo:
        return ModelInfo(
            provider="gemini",
            id=self.id,
            name=self.name,
            context_window=self.context_window,
            max_output_tokens=self.max_output,
            capabilities=Capabilities(images=True if self.id.startswith("gemini-") else None, reasoning=self.thinks),
            lifecycle=self.lifecycle,
            replacement=self.replacement,
            controls=Controls(
                samples_with=ALWAYS if self.takes_sampling else NEVER,
                efforts=tuple(level for level in Reasoning if level is not Reasoning.OFF or self.least == 0)
                if self.thinks
                else (),
            ),
        )


# As of November 2026, the ones to choose first.
MODELS = (
    GeminiModel(id="gemini-3.8-flash", name="Gemini 3.8 Flash"),
    GeminiModel(id="gemini-4-argon", name="Gemini 4 Argon", max_output=1_048_576),
    GeminiModel(id="gemini-3.7-flash", name="Gemini 3.7 Flash"),
    GeminiModel(id="gemini-3.6-flash", name="Gemini 3.6 Flash", least="MINIMAL"),
    GeminiModel(id="gemini-3.5-flash-lite", name="Gemini 3.5 Flash-Lite", least="MINIMAL"),
    GeminiModel(id="gemini-3.1-flash-lite", name="Gemini 3.1 Flash-Lite", least="MINIMAL", takes_sampling=True),
    GeminiModel(id="gemini-3.1-pro-preview", name="Gemini 3.1 Pro Preview", takes_sampling=True, lifecycle=Lifecycle.PREVIEW),
    GeminiModel(
        id="gemini-3.5-flash",
        name="Gemini 3.5 Flash",
        least="MINIMAL",
        takes_sampling=True,
        lifecycle=Lifecycle.DEPRECATED,
        replacement="gemini-3.6-flash",
    ),
    GeminiModel(id="gemini-2.5-flash-lite", name="Gemini 2.5 Flash-Lite", least=0, takes_sampling=True),
    GeminiModel(
        id="gemini-2.5-pro",
        name="Gemini 2.5 Pro",
        least=128,
        takes_sampling=True,
        lifecycle=Lifecycle.DEPRECATED,
        replacement="gemini-3.8-flash",
    ),
    GeminiModel(
        id="gemini-2.5-flash",
        name="Gemini 2.5 Flash",
        least=0,
        takes_sampling=True,
        lifecycle=Lifecycle.DEPRECATED,
        replacement="gemini-3.5-flash-lite",
    ),
)

_BY_ID = {model.id: model for model in MODELS}


def rules_for(model: str) -> GeminiModel:
    """What a model takes. An unknown Gemini is held for one of the newest: no sampling, thinking by level."""
    if model in _BY_ID:
        return _BY_ID[model]
    found = _GENERATION.match(model)
    generation = (int(found[1]), int(found[2] or 0)) if found else (0, 0)
    is_newest = model.startswith("gemini-") and (found is None or generation >= (3, 0))
    return GeminiModel(
        id=model,
        name=model,
        context_window=None,
        max_output=None,
        thinks=is_newest or generation == (2, 5),
        least="LOW" if is_newest else 128,
        takes_sampling=not is_newest,
    )


def from_listing(card: Mapping[str, Any]) -> GeminiModel | None:
    """An entry of the vendor's list over what is known here; None for a model that gives no text."""
    model, name = str(card.get("id") or card["name"]).removeprefix("models/"), card.get("displayName")
    methods = list_of(card.get("supportedGenerationMethods"))
    if not model or "generateContent" not in methods or _NO_TEXT.search(model):
        return None
    known = rules_for(model)
    return replace(
        known,
        name=name if isinstance(name, str) and name else known.name,
        context_window=count_of(card.get("inputTokenLimit")) or known.context_window,
        max_output=count_of(card.get("outputTokenLimit")) or known.max_output,
        thinks=bool(card.get("thinking", known.thinks)),
    )
