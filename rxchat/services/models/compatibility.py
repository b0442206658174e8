"""Whether a model can carry on a conversation, and which one could in the place of another."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from rxchat.domain.conversations import SavedMessage
from rxchat.domain.models import Lifecycle, ModelInfo
from rxchat.domain.providers import StatusColor
from rxchat.domain.usage import Price

CHARACTERS_PER_TOKEN = 4
_UNKNOWN = 1.0
"""How far away something is of which nothing is known: a doubling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a conversation asks of a model. `tokens` is what there is to read, as far as it is known."""

    images: bool = False
    tokens: int = 0


_NOTHING = Needs()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A model that could answer, what it costs, and how its provider has been doing."""

    model: ModelInfo
    price: Price | None
    color: StatusColor


def needs_of(messages: Iterable[SavedMessage], before: Needs = _NOTHING) -> Needs:
    """By the vendor's own count of the last answer that has one, and by length for what came after it.

    `before` is what was needed up to these messages.
    """
    images, tokens = before.images, before.tokens
    for message in messages:
        images = images or message.image_count > 0
        counted = message.usage.input_tokens
        if counted is not None:
            tokens = counted + (message.usage.output_tokens or 0)
        else:
            tokens += len(message.text) // CHARACTERS_PER_TOKEN
    return Needs(images=images, tokens=tokens)


def can_carry_on(model: ModelInfo, needs: Needs) -> bool:
    is_blind = needs.images and model.capabilities.images is False
    is_small = model.context_window is not None and needs.tokens > model.context_window
    return model.can_chat and model.lifecycle is not Lifecycle.RETIRED and not is_blind and not is_small


def in_place_of(failed: str, candidates: Iterable[Candidate], needs: Needs) -> ModelInfo | None:
    """The model to switch to after `failed` (`provider:model`) has failed: of another provider where there is one that can.

    A provider that works comes before one that does not; then what the model can do, costs and holds decides, the nearest first.
    None where nothing else could answer.
    """
    known = list(candidates)
    own = next((one for one in known if one.model.ref == failed), None)
    provider = failed.partition(":")[0]
    fit = [
        one
        for one in known
        if one.model.ref != failed
        and can_carry_on(one.model, needs)
        and not (one.model.provider == provider and one.color is StatusColor.RED)
    ]

    def place(one: Candidate) -> tuple[bool, bool, float]:
        return (one.model.provider == provider, one.color is StatusColor.RED, _distance(own, one))

    return min(fit, key=place).model if fit else None


def seeing_in_place_of(blind: str, candidates: Iterable[Candidate], preferred: Iterable[str] = ()) -> ModelInfo | None:
    """The model to switch to where `blind` (`provider:model`) takes no images: the first of `preferred` that is known to take
    them, else the one most like it, of a provider that works where there is one.
    """
    known = list(candidates)
    own = next((one for one in known if one.model.ref == blind), None)
    fit = {one.model.ref: one for one in known if one.model.capabilities.images and can_carry_on(one.model, _NOTHING)}
    used = next((fit[ref].model for ref in preferred if ref in fit), None)
    if used is not None or not fit:
        return used
    return min(fit.values(), key=lambda one: (one.color is StatusColor.RED, _distance(own, one))).model


def _distance(own: Candidate | None, other: Candidate) -> float:
    """Doublings of price and context apart, and two for each thing that only the first can do."""
    aged = 0.0 if other.model.lifecycle is Lifecycle.ACTIVE else 1.0
    if own is None:
        return aged
    can, could = other.model.capabilities, own.model.capabilities
    missing = sum(
        bool(had) and not has
        for had, has in ((could.images, can.images), (could.reasoning, can.reasoning), (could.tools, can.tools))
    )
    untried = 0.0 if other.color is StatusColor.GREEN else 0.5
    context = _doublings(own.model.context_window, other.model.context_window)
    return 2.0 * missing + _price_distance(own.price, other.price) + 0.5 * context + untried + aged


def _price_distance(own: Price | None, other: Price | None) -> float:
    if own is None or other is None:
        return _UNKNOWN
    return _doublings(float(own.output_per_million), float(other.output_per_million))


def _doublings(own: float | None, other: float | None) -> float:
    """How often the one must be doubled to reach the other; free is a cent per million tokens here."""
    if own is None or other is None:
        return _UNKNOWN
    return abs(math.log2(max(own, 0.01) / max(other, 0.01)))
