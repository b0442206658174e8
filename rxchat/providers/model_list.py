"""Model list: reads a vendor's list entry by entry, and skips an entry that can't be read."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol, cast

from rxchat.domain.errors import InvalidResponse, NoModelList, ProviderError
from rxchat.domain.models import LONGEST_ID, ModelInfo
from rxchat.providers.deadlines import Deadlines
from rxchat.providers.transport.client import HttpClient
from rxchat.providers.wire.json_access import Json, object_of

MOST_MODELS: Final = 2_000
LONGEST_NAME: Final = 200
LARGEST: Final = 8 * 2**20
"""Bytes. Of a longer list the beginning is read."""
_MOST_ENTRIES: Final = 5 * MOST_MODELS
_MOST_PAGES: Final = 20
_PLACES: Final = ("data", "models", "items", "results", "result")
_NAMED_BY: Final = ("id", "model", "name")
_HIDDEN: Final = 403
_LISTLESS: Final = frozenset({_HIDDEN, 404, 405, 410, 501})
"""Statuses of a server that has no list, or shows it to nobody. A refused key is 401."""


class Asking(Protocol):
    """What is needed of a provider."""

    @property
    def http(self) -> HttpClient: ...

    @property
    def subject(self) -> str: ...

    @property
    def deadlines(self) -> Deadlines: ...

    def fault(
        self, kind: type[ProviderError], *, message: str | None = None, status: int | None = None, hint: str | None = None
    ) -> ProviderError: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`cards` are the entries that name a model, each with that name as its `id`; `whole` is what stands around them."""

    cards: list[Json]
    whole: Json


async def fetch_page(provider: Asking, path: str, params: Mapping[str, str | int] | None = None) -> Page:
    """A page of the provider's list. Raises NoModelList where the server has none, and other ProviderErrors."""
    try:
        body = await provider.http.get_start(path, params, most=LARGEST, seconds=provider.deadlines.listing)
    except ProviderError as exc:
        if exc.status not in _LISTLESS:
            raise
        message = hint = None
        if exc.status == _HIDDEN:
            message = f"{provider.subject} doesn't show its model list."
            hint = (
                "The API key may be wrong, or not allowed to list models. If the key is right, add a model by its ID in Settings."
            )
        raise provider.fault(NoModelList, message=message, hint=hint, status=exc.status) from exc
    try:
        value = _decoded(body)
        return Page(cards=_cards(value), whole=object_of(value))
    except (ValueError, RecursionError) as exc:
        message = f"{provider.subject} sent a response that is too large." if len(body) > LARGEST else None
        raise provider.fault(InvalidResponse, message=message) from exc


async def fetch_all_pages(
    provider: Asking, path: str, params: Mapping[str, str | int], after: Callable[[Json], Mapping[str, str]]
) -> list[Json]:
    """The entries of all pages. `after` gives what asks for the page behind one; nothing where it is the last."""
    cards: list[Json] = []
    asked: Mapping[str, str | int] = params
    for _ in range(_MOST_PAGES):
        page = await fetch_page(provider, path, asked)
        cards += page.cards
        asked, before = {**params, **after(page.whole)}, asked
        if asked in (params, before) or len(cards) >= MOST_MODELS:
            break
    return cards


def clean_models(models: Iterable[ModelInfo]) -> list[ModelInfo]:
    """The first models of a list, each once, with names that can be shown."""
    kept: dict[str, ModelInfo] = {}
    for model in models:
        if is_model_id(model.id) and model.id not in kept:
            kept[model.id] = _shown(model)
        if len(kept) == MOST_MODELS:
            break
    return list(kept.values())


def is_model_id(text: str) -> bool:
    """Whether a model can be called that: what turns the direction of a line or isn't seen at all is in no model's id."""
    return 0 < len(text) <= LONGEST_ID and text.isprintable() and not text.isspace()


def _shown(model: ModelInfo) -> ModelInfo:
    name = "".join(character for character in model.name[:LONGEST_NAME] if character.isprintable()).strip() or model.id
    return model if name == model.name else replace(model, name=name)


def _decoded(body: bytes) -> object:
    """Raises ValueError."""
    text = body.decode("utf-8-sig", "replace")
    return json.loads(text) if len(body) <= LARGEST else _entries_in(text)


def _entries_in(text: str) -> list[Any]:
    """The whole entries at the beginning of a list that was cut."""
    entries: list[Any] = []
    at, decoder = text.find("[") + 1, json.JSONDecoder()
    while at and len(entries) < _MOST_ENTRIES:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        try:
            entry, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            break
        entries.append(entry)
    return entries


def _cards(value: object) -> list[Json]:
    """Raises ValueError where there is no list of models: none at all, a bare one without entries, or one that names no model."""
    entries = _entries(value)
    if entries is None or entries == value == []:
        raise ValueError("no list of models")
    cards = [card for entry in entries[:_MOST_ENTRIES] if (card := _card(entry)) is not None]
    if entries and not cards:
        raise ValueError("no model in the list")
    return cards


def _entries(value: object) -> list[Any] | None:
    """The list in what a server says: bare, or under one of the usual names, which may hold null."""
    if isinstance(value, list):
        return cast(list[Any], value)
    found = object_of(value)
    lists = [[] if found[place] is None else _entries(found[place]) for place in _PLACES if place in found]
    entries = [one for one in lists if one is not None]
    return next((one for one in entries if one), entries[0] if entries else None)


def _card(entry: object) -> Json | None:
    """An entry with its model's name as `id`; a bare text is one. None where it names no model."""
    card = {"id": entry} if isinstance(entry, str) else object_of(entry)
    named = (card[field] for field in _NAMED_BY if isinstance(card.get(field), str))
    model = next((name for name in named if is_model_id(name)), None)
    return None if model is None else card | {"id": model}
