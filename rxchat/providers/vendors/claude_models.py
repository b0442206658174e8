"""Claude models: what each accepts. The vendor's list has sizes and thinking; sampling and the offline list are only here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from rxchat.domain.controls import NEVER, UNLESS_REASONING, Controls
from rxchat.domain.models import Capabilities, Lifecycle, ModelInfo
from rxchat.domain.requests import Reasoning
from rxchat.providers.wire.json_access import count_of, object_of

HIGHEST_TEMPERATURE = 1.0
_EFFORTS = frozenset({"low", "medium", "high"})
_ADAPTIVE = frozenset({"adaptive"})
_SWITCHABLE = frozenset({"adaptive", "disabled"})
_BUDGET = frozenset({"enabled", "disabled"})
_EITHER = _SWITCHABLE | _BUDGET
_BUDGETS = {Reasoning.LOW: 2_048, Reasoning.MEDIUM: 8_192, Reasoning.HIGH: 24_576}
_SMALLEST_BUDGET = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaudeModel:
    """`thinking` are the types a request may ask for, `thinks_unasked` says whether leaving it out means on."""

    id: str
    name: str
    context_window: int | None = 1_000_000
    max_output: int | None = 128_000
    thinking: frozenset[str] = _ADAPTIVE
    efforts: frozenset[str] = _EFFORTS
    thinks_unasked: bool = True
    takes_sampling: bool = False
    images: bool | None = True
    pdf: bool | None = True
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    replacement: str | None = None

    def thinking_fields(self, asked: Reasoning | None, max_tokens: int) -> dict[str, Any]:
        """The fields of a request that set thinking; a summary of it is asked for wherever it takes place."""
        adaptive = {"type": "adaptive", "display": "summarized"}
        if asked is None:
            return {"thinking": adaptive} if self.thinks_unasked and "adaptive" in self.thinking else {}
        if asked is Reasoning.OFF:
            if not self.thinks_unasked:
                return {}
            for off in ("disabled", "between_tools"):  # without tools, thinking between them is none
                if off in self.thinking:
                    return {"thinking": {"type": off}}
            asked = Reasoning.LOW
        if "adaptive" in self.thinking:
            return {"thinking": adaptive} | ({"output_config": {"effort": asked}} if asked in self.efforts else {})
        budget = min(_BUDGETS[asked], max_tokens // 2)
        return {"thinking": {"type": "enabled", "budget_tokens": budget}} if self.thinking and budget >= _SMALLEST_BUDGET else {}

    @property
    def info(self) -> ModelInfo:
        return ModelInfo(
            provider="claude",
            id=self.id,
            name=self.name,
            context_window=self.context_window,
            max_output_tokens=self.max_output,
            capabilities=Capabilities(images=self.images, pdf=self.pdf, reasoning=bool(self.thinking), tools=True),
            lifecycle=self.lifecycle,
            replacement=self.replacement,
            controls=self.controls,
        )

    @property
    def controls(self) -> Controls:
        can_be_off = not self.thinks_unasked or bool(self.thinking & {"disabled", "between_tools"})
        is_graded = "adaptive" not in self.thinking  # by budget: each wish is one
        asked = [level for level in _BUDGETS if is_graded or level in self.efforts]
        return Controls(
            highest_temperature=HIGHEST_TEMPERATURE,
            samples_with=UNLESS_REASONING if self.takes_sampling else NEVER,
            takes_both=False,
            efforts=tuple([Reasoning.OFF] * can_be_off + asked) if self.thinking else (),
        )


def _quiet(model: str, name: str, thinking: frozenset[str], *, takes_sampling: bool = False) -> ClaudeModel:
    """A model that thinks only when asked."""
    return ClaudeModel(id=model, name=name, thinking=thinking, thinks_unasked=False, takes_sampling=takes_sampling)


def _small(model: str, name: str) -> ClaudeModel:
    """The 4.5 generation: thinking by budget, and shorter limits."""
    return replace(
        _quiet(model, name, _BUDGET, takes_sampling=True), context_window=200_000, max_output=64_000, efforts=frozenset()
    )


# What took the place of models that answer no more.
RETIRED = {
    "claude-opus-4-1-20250805": "claude-opus-5-5",
    "claude-opus-4-20250514": "claude-opus-5-5",
    "claude-sonnet-4-20250514": "claude-sonnet-5-5",
    "claude-3-7-sonnet-20250219": "claude-sonnet-5-5",
    "claude-3-5-sonnet-20241022": "claude-sonnet-5-5",
    "claude-3-5-sonnet-20240620": "claude-sonnet-5-5",
    "claude-3-5-haiku-20241022": "claude-haiku-5-5",
    "claude-3-opus-20240229": "claude-opus-5-5",
    "claude-3-sonnet-20240229": "claude-sonnet-5-5",
    "claude-3-haiku-20240307": "claude-haiku-5-5",
}

# As of November 2026, the ones to choose first. Retired models are left out.
MODELS = (
    ClaudeModel(id="claude-sonnet-5-5", name="Claude Sonnet 5.5", thinking=_ADAPTIVE | {"between_tools"}),
    ClaudeModel(id="claude-opus-5-5", name="Claude Opus 5.5"),
    ClaudeModel(id="claude-haiku-5-5", name="Claude Haiku 5.5", thinking=_SWITCHABLE),
    ClaudeModel(id="claude-fable-5-2", name="Claude Fable 5.2", context_window=None, max_output=None),
    ClaudeModel(id="claude-fable-5-1", name="Claude Fable 5.1"),
    ClaudeModel(id="claude-opus-5", name="Claude Opus 5", thinking=_SWITCHABLE),
    ClaudeModel(id="claude-sonnet-5", name="Claude Sonnet 5", thinking=_SWITCHABLE),
    ClaudeModel(id="claude-fable-5", name="Claude Fable 5"),
    _quiet("claude-opus-4-8", "Claude Opus 4.8", _SWITCHABLE),
    _quiet("claude-opus-4-7", "Claude Opus 4.7", _SWITCHABLE),
    _quiet("claude-opus-4-6", "Claude Opus 4.6", _EITHER, takes_sampling=True),
    _quiet("claude-sonnet-4-6", "Claude Sonnet 4.6", _EITHER, takes_sampling=True),
    _small("claude-opus-4-5-20251101", "Claude Opus 4.5"),
    _small("claude-haiku-4-5-20251001", "Claude Haiku 4.5"),
    replace(
        _small("claude-sonnet-4-5-20250929", "Claude Sonnet 4.5"),
        lifecycle=Lifecycle.DEPRECATED,
        replacement="claude-sonnet-5-5",
    ),
)

_BY_ID = {model.id: model for model in MODELS} | {model.id[:-9]: model for model in MODELS if model.id[-8:].isdigit()}


def rules_for(model: str) -> ClaudeModel:
    """What a model takes. An unknown Claude is held for one of the newest, any other for one that thinks only if asked."""
    unknown = ClaudeModel(
        id=model,
        name=model,
        context_window=None,
        max_output=None,
        thinks_unasked=model.startswith("claude-"),
        images=None,
        pdf=None,
        lifecycle=Lifecycle.RETIRED if model in RETIRED else Lifecycle.ACTIVE,
        replacement=RETIRED.get(model),
    )
    return _BY_ID.get(model, unknown)


def from_listing(card: Mapping[str, Any]) -> ClaudeModel:
    """One entry of the vendor's list over what is known here."""
    known, name = rules_for(str(card["id"])), card.get("display_name")
    abilities = object_of(card.get("capabilities"))
    lifecycle = str(card.get("lifecycle") or known.lifecycle)
    return replace(
        known,
        id=str(card["id"]),
        name=name if isinstance(name, str) and name else known.name,
        context_window=count_of(card.get("max_input_tokens")) or known.context_window,
        max_output=count_of(card.get("max_tokens")) or known.max_output,
        images=_supported(abilities.get("image_input"), known.images),
        pdf=_supported(abilities.get("pdf_input"), known.pdf),
        thinking=_supported_names(object_of(abilities.get("thinking")).get("types"), known.thinking),
        efforts=_supported_names(abilities.get("effort"), known.efforts) & _EFFORTS,
        lifecycle=Lifecycle(lifecycle) if lifecycle in set(Lifecycle) else known.lifecycle,
    )


def _supported(ability: Any, otherwise: bool | None) -> bool | None:
    return bool(object_of(ability).get("supported", otherwise)) if ability is not None else otherwise


def _supported_names(abilities: Any, otherwise: frozenset[str]) -> frozenset[str]:
    """The names in `{name: {"supported": true}}`."""
    if not isinstance(abilities, dict):
        return otherwise
    return frozenset(name for name, ability in object_of(cast(object, abilities)).items() if object_of(ability).get("supported"))
