"""Every model that can be chosen, from every configured provider."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from rxchat.domain.errors import ProviderError
from rxchat.domain.models import ModelInfo
from rxchat.providers.base import BaseProvider
from rxchat.providers.factory import ProviderFactory

log = logging.getLogger(__name__)

LIFETIME_SECONDS = 600.0
ASK_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class _Listing:
    models: tuple[ModelInfo, ...]
    asked_at: float


class CatalogService:
    """Lists models at once: what a vendor said last, else what the provider knows. Vendors are asked behind the scenes."""

    def __init__(self, factory: ProviderFactory, clock: Callable[[], float] = time.monotonic) -> None:
        self._factory = factory
        self._clock = clock
        self._listings: dict[str, _Listing] = {}
        self._refreshing: asyncio.Task[None] | None = None

    def models(self) -> list[ModelInfo]:
        """The models of every configured provider, without waiting. An old list is asked anew in the background."""
        providers = self._factory.configured()
        if any(self._is_old(provider) for provider in providers) and self._refreshing is None:
            self._refreshing = asyncio.create_task(self.refresh())
            self._refreshing.add_done_callback(self._refreshed)
        return [model for provider in providers for model in self._known(provider)]

    def find(self, ref: str) -> ModelInfo | None:
        """The model of that `provider:model`, None when it is not listed."""
        return next((model for model in self.models() if model.ref == ref), None)

    async def refresh(self) -> None:
        """Ask all vendors at once, each for at most 3 s. One that fails keeps its last list."""
        await asyncio.gather(*(self._ask(provider) for provider in self._factory.configured()))

    async def aclose(self) -> None:
        if self._refreshing is not None:
            self._refreshing.cancel()
            await asyncio.gather(self._refreshing, return_exceptions=True)

    def _known(self, provider: BaseProvider) -> tuple[ModelInfo, ...]:
        listing = self._listings.get(provider.name)
        return listing.models if listing else tuple(provider.known_models())

    def _is_old(self, provider: BaseProvider) -> bool:
        listing = self._listings.get(provider.name)
        return listing is None or self._clock() - listing.asked_at > LIFETIME_SECONDS

    def _refreshed(self, _: asyncio.Task[None]) -> None:
        self._refreshing = None

    async def _ask(self, provider: BaseProvider) -> None:
        models = self._known(provider)
        try:
            async with asyncio.timeout(ASK_SECONDS):
                models = tuple(await provider.get_models()) or models
        except (ProviderError, TimeoutError) as error:
            log.info("Models could not be listed: %s", error, extra={"provider": provider.name})
        except Exception:
            log.exception("A provider's model list failed in a way it should not.", extra={"provider": provider.name})
        self._listings[provider.name] = _Listing(models, self._clock())
