"""Compatibility: whether a model can continue a conversation, and which other one could."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from rxchat.domain.conversations import SavedMessage
from rxchat.domain.models import CAPABILITIES, Lifecycle, ModelInfo
from rxchat.domain.providers import StatusColor
from rxchat.domain.usage import Price

CHARACTERS_PER_TOKEN = 4
_UNKNOWN = 1.0
"""Distance for unknown values: one doubling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a conversation requires of a model. `tokens` is its length as far as known."""

    images: bool = False
    tokens: int = 0


_NOTHING = Needs()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A model that could answer, with its price and its provider's status."""

    model: ModelInfo
    price: Price | None
    color: StatusColor


def needs_of(messages: Iterable[SavedMessage], before: Needs = _NOTHING) -> Needs:
    """Based on the token count of the last answer that has one, plus the length of later messages.

    `before` are the needs up to these messages.
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
    """The model to offer after `failed` (`provider:model`) has failed, preferably of another provider.

    Working providers come first, then the closest model by abilities, price and context. None if no other model fits.
    """
    options = list(candidates)
    own = next((one for one in options if one.model.ref == failed), None)
    provider = failed.partition(":")[0]
    fit = [
        one
        for one in options
        if one.model.ref != failed
        and can_carry_on(one.model, needs)
        and not (one.model.provider == provider and one.color is StatusColor.RED)
    ]

    def rank(one: Candidate) -> tuple[bool, bool, float]:
        return (one.model.provider == provider, one.color is StatusColor.RED, _distance(own, one))

    return min(fit, key=rank).model if fit else None


def seeing_in_place_of(blind: str, candidates: Iterable[Candidate], preferred: Iterable[str] = ()) -> ModelInfo | None:
    """The model to offer when `blind` (`provider:model`) takes no images: the first of `preferred` that does, else the closest
    one, preferably of a working provider.
    """
    options = list(candidates)
    own = next((one for one in options if one.model.ref == blind), None)
    fit = {one.model.ref: one for one in options if one.model.capabilities.images and can_carry_on(one.model, _NOTHING)}
    used = next((fit[ref].model for ref in preferred if ref in fit), None)
    if used is not None or not fit:
        return used
    return min(fit.values(), key=lambda one: (one.color is StatusColor.RED, _distance(own, one))).model


def _distance(own: Candidate | None, other: Candidate) -> float:
    """Doublings of price and context, plus two for each ability that `other` lacks."""
    aged = 0.0 if other.model.lifecycle is Lifecycle.ACTIVE else 1.0
    if own is None:
        return aged
    could, can = _abilities(own.model), _abilities(other.model)
    missing = len(could - can)
    untried = 0.0 if other.color is StatusColor.GREEN else 0.5
    context = _doublings(own.model.context_window, other.model.context_window)
    return 2.0 * missing + _price_distance(own.price, other.price) + 0.5 * context + untried + aged


def _abilities(model: ModelInfo) -> set[str]:
    """What people choose a model for."""
    return {each.name for each in CAPABILITIES if each.label and getattr(model.capabilities, each.name)}


def _price_distance(own: Price | None, other: Price | None) -> float:
    if own is None or other is None:
        return _UNKNOWN
    return _doublings(float(own.output_per_million), float(other.output_per_million))


def _doublings(own: float | None, other: float | None) -> float:
    """How many times one value must be doubled to reach the other; free counts as a cent per million tokens."""
    if own is None or other is None:
        return _UNKNOWN
    return abs(math.log2(max(own, 0.01) / max(other, 0.01)))
