"""Mistral models: the offline list, and the vendor's list, which has an entry for each name of a model."""

from collections.abc import Sequence

from rxchat.domain.controls import Controls
from rxchat.domain.models import Capabilities, Lifecycle, ModelInfo
from rxchat.domain.requests import Reasoning
from rxchat.providers.abilities import is_chat_model
from rxchat.providers.model_list import is_model_id
from rxchat.providers.wire.json_access import Json, count_of, list_of, object_of

HIGHEST_TEMPERATURE = 1.5


def _known(
    model: str,
    name: str,
    *,
    context_window: int = 256_000,
    images: bool = True,
    reasoning: bool = False,
    lifecycle: Lifecycle = Lifecycle.ACTIVE,
    replacement: str | None = None,
) -> ModelInfo:
    return ModelInfo(
        provider="mistral",
        id=model,
        name=name,
        context_window=context_window,
        capabilities=Capabilities(images=images, reasoning=reasoning, tools=True),
        lifecycle=lifecycle,
        replacement=replacement,
        controls=_controls(reasons=reasoning),
    )


def _controls(*, reasons: bool) -> Controls:
    return Controls(highest_temperature=HIGHEST_TEMPERATURE, efforts=(Reasoning.OFF, Reasoning.HIGH) if reasons else ())


# What is offered without asking the vendor, as of November 2026. The last one was never served under this name: it is here for
# those who look for it, and says what took its place.
MODELS = (
    _known("mistral-large-latest", "Mistral Large"),
    _known("mistral-medium-latest", "Mistral Medium", reasoning=True),
    _known("mistral-small-latest", "Mistral Small", reasoning=True),
    _known(
        "mistral-7b-instruct",
        "Mistral 7B Instruct",
        context_window=32_000,
        images=False,
        lifecycle=Lifecycle.RETIRED,
        replacement="ministral-8b-latest",
    ),
)


def by_name(cards: Sequence[Json]) -> dict[str, ModelInfo]:
    """The chat models of the vendor's list by every name they have, those known here first."""
    groups = _same_models([card for card in cards if is_chat_model(card) and not card.get("archived")])
    listed = sorted(((_model(names, card), names) for names, card in groups), key=lambda pair: _place(pair[0]))
    return {name: model for model, names in listed for name in names}


def _same_models(cards: Sequence[Json]) -> list[tuple[set[str], Json]]:
    """The cards of one model joined: each of its names has a card of its own that tells the others."""
    groups: list[tuple[set[str], Json]] = []
    for card in cards:
        names = {
            str(card["id"]),
            *(alias for alias in list_of(card.get("aliases")) if isinstance(alias, str) and is_model_id(alias)),
        }
        same = [group for group in groups if group[0] & names]
        groups = [group for group in groups if group not in same]
        groups.append((names.union(*(group[0] for group in same)), same[0][1] if same else card))
    return groups


def _model(names: set[str], card: Json) -> ModelInfo:
    """One model under the name that stays when the vendor puts a new version behind it."""
    known = next((model for model in MODELS if model.id in names), None)
    family = card["id"].partition("-")[0]  # a model can have the names of an older family that it took the place of
    latest = sorted((name for name in names if name.endswith("-latest")), key=lambda name: (not name.startswith(family), name))
    model = known.id if known else latest[0] if latest else card["id"]
    abilities = object_of(card.get("capabilities"))
    return ModelInfo(
        provider="mistral",
        id=model,
        name=known.name if known else model,
        context_window=count_of(card.get("max_context_length")),
        capabilities=Capabilities(
            chat=is_chat_model(card),
            images=bool(abilities.get("vision")),
            reasoning=bool(abilities.get("reasoning")),
            tools=bool(abilities.get("function_calling")),
        ),
        lifecycle=Lifecycle.DEPRECATED if card.get("deprecation") else Lifecycle.ACTIVE,
        replacement=str(card["deprecation_replacement_model"]) if card.get("deprecation_replacement_model") else None,
        controls=_controls(reasons=bool(abilities.get("reasoning"))),
    )


def _place(model: ModelInfo) -> int:
    """Those known by name first; the vendor's own order among the others."""
    return next((place for place, known in enumerate(MODELS) if known.id == model.id), len(MODELS))
