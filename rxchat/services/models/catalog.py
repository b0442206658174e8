"""Model catalog: the models of all configured providers."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from rxchat.domain.errors import Failure, NoModelList, ProviderError
from rxchat.domain.models import ModelInfo
from rxchat.providers.base import BaseProvider
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.model_list import clean_models
from rxchat.services.events import EventBus, ProvidersChanged
from rxchat.services.failures import public_failure, unanswered, unexpected, unlisted
from rxchat.services.health.health_tracker import HealthTracker

log = logging.getLogger(__name__)

LIFETIME_SECONDS = 600.0
FAILED_LIFETIME_SECONDS = 60.0
ASK_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class _Listing:
    """`is_stale` when the vendor's last response failed; `is_absent` when it has no list of models."""

    models: tuple[ModelInfo, ...]
    asked_at: float
    is_stale: bool = False
    is_absent: bool = False


class CatalogService:
    """Lists models without waiting: the vendor's last list, else the provider's built-in one. Lists refresh in the background.

    `typed` returns the ids that a user added to a provider's list. A list that differs from the last one is published, which
    may be long after the request.
    """

    def __init__(
        self,
        factory: ProviderFactory,
        health: HealthTracker,
        clock: Callable[[], float] = time.monotonic,
        *,
        typed: Callable[[str], Sequence[str]] = lambda _: (),
        events: EventBus | None = None,
    ) -> None:
        self._factory = factory
        self._health = health
        self._clock = clock
        self._typed = typed
        self._events = events or EventBus()
        self._listings: dict[str, _Listing] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}

    def models(self) -> list[ModelInfo]:
        """The models of every configured provider, without waiting. An old list is refreshed in the background."""
        providers = self._factory.configured()
        for provider in providers:
            if self._is_old(provider):
                self._ask(provider)
        return [model for provider in providers for model in self._offered(provider)]

    def default_of(self, provider: BaseProvider) -> str:
        """The id of the default model: the provider's, else the first typed model that can chat."""
        named = (_typed_model(provider, model) for model in self._typed(provider.name))
        return provider.get_default_model() or next((model.id for model in named if model.can_chat), "")

    def has_no_list(self, provider: str) -> bool:
        """Whether the vendor last answered that it has no list of models."""
        listing = self._listings.get(provider)
        return listing is not None and listing.is_absent

    def find(self, ref: str) -> ModelInfo | None:
        """The model of that `provider:model`; None if it isn't listed."""
        return next((model for model in self.models() if model.ref == ref), None)

    def is_stale(self, provider: str) -> bool:
        """Whether the provider's list is outdated: the vendor hasn't answered yet, or its last response failed."""
        listing = self._listings.get(provider)
        return listing is None or listing.is_stale

    async def refresh(self, providers: Iterable[BaseProvider] | None = None) -> None:
        """Refresh all lists in parallel, each for at most 3 s. A vendor that fails keeps its last list."""
        asked = self._factory.configured() if providers is None else providers
        tasks = [self._ask(provider) for provider in asked]
        if tasks:
            await asyncio.wait(tasks)  # not gather: a cancelled caller must not cancel the refresh for others

    def forget(self, provider: str) -> None:
        """Discard the list and any running refresh, after a change of key or address."""
        self._listings.pop(provider, None)
        asking = self._asking.pop(provider, None)
        if asking is not None:
            asking.cancel()

    async def aclose(self) -> None:
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _offered(self, provider: BaseProvider) -> tuple[ModelInfo, ...]:
        """The listed models, then typed models that aren't listed."""
        current = self._current(provider)
        typed = self._typed(provider.name)
        if not typed:
            return current
        listed = {model.id for model in current}
        return (*current, *(_typed_model(provider, model) for model in typed if model not in listed))

    def _current(self, provider: BaseProvider) -> tuple[ModelInfo, ...]:
        listing = self._listings.get(provider.name)
        return listing.models if listing else _built_in(provider)

    def _is_old(self, provider: BaseProvider) -> bool:
        listing = self._listings.get(provider.name)
        if listing is None:
            return True
        lifetime = FAILED_LIFETIME_SECONDS if listing.is_stale else LIFETIME_SECONDS
        return self._clock() - listing.asked_at > lifetime

    def _ask(self, provider: BaseProvider) -> asyncio.Task[None]:
        """The running refresh, started if there is none."""
        name = provider.name
        if name not in self._asking:
            self._asking[name] = asyncio.create_task(self._list(provider))
            self._asking[name].add_done_callback(lambda task: self._asked(name, task))
        return self._asking[name]

    def _asked(self, name: str, task: asyncio.Task[None]) -> None:
        if self._asking.get(name) is task:  # another may have started after `forget`
            del self._asking[name]

    async def _list(self, provider: BaseProvider) -> None:
        started = self._clock()
        models, failure = await _listed(provider)
        is_absent = failure is not None and failure.code == NoModelList.code
        if failure is None:
            self._health.worked(provider.name, round((self._clock() - started) * 1000))
        elif is_absent and self._typed(provider.name):
            self._health.needs_no_list(provider.name)
        else:
            self._health.failed_to_list(provider.name, failure)
        before, was_absent = self._current(provider), self.has_no_list(provider.name)
        self._listings[provider.name] = _Listing(models or before, self._clock(), is_stale=not models, is_absent=is_absent)
        if self._current(provider) != before or was_absent != is_absent:
            self._events.publish(ProvidersChanged(provider.name))


def _built_in(provider: BaseProvider) -> tuple[ModelInfo, ...]:
    """The provider's built-in list. A faulty provider must not take the others' models down."""
    try:
        return _checked(provider.known_models())
    except Exception:
        log.exception("A provider's own model list failed.", extra={"provider": provider.name})
        return ()


def _checked(models: Iterable[object]) -> tuple[ModelInfo, ...]:
    """Validate a list here: foreign values or an endless list would break the whole catalog later."""
    listed = tuple(models)
    if not all(isinstance(model, ModelInfo) for model in listed):
        raise TypeError("get_models must give ModelInfo values")
    return tuple(clean_models(cast(tuple[ModelInfo, ...], listed)))


def _typed_model(provider: BaseProvider, model: str) -> ModelInfo:
    """A typed model with what the provider knows about it, usually nothing."""
    try:
        known = provider.model_info(model)
    except Exception:
        log.exception("A provider's own model list failed.", extra={"provider": provider.name})
        known = None
    return replace(known or ModelInfo(provider=provider.name, id=model, name=model), id=model, is_typed=True)


async def _listed(provider: BaseProvider) -> tuple[tuple[ModelInfo, ...], Failure | None]:
    """The vendor's list within the time limit, or why there is none."""
    try:
        async with asyncio.timeout(ASK_SECONDS):
            return _checked(await provider.get_models()), None
    except TimeoutError:
        error = unanswered(provider, ASK_SECONDS)
    except ProviderError as exc:
        error = public_failure(provider, unlisted(provider, exc))
    except Exception:
        log.exception("A provider's model list failed in a way it should not.", extra={"provider": provider.name})
        error = unexpected(provider)
    level = logging.INFO if provider.needs_key else logging.DEBUG  # a local server that isn't running is normal
    log.log(level, "Models could not be listed: %s", error.message, extra={"provider": provider.name})
    return (), error
