"""Provider settings: API key, base URL, time limit, on or off. Each change takes effect immediately."""

import asyncio
from collections.abc import Collection
from dataclasses import replace

from rxchat.db.providers.key_repository import KeyRepository
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.key_text import checked_key
from rxchat.domain.keys import StoredKey
from rxchat.providers.base import BaseProvider
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.transport.base_url import checked_base_url
from rxchat.services.events import EventBus, ProvidersChanged
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.catalog import CatalogService
from rxchat.services.providers.provider_keys import KeyService
from rxchat.services.providers.typed_models import TypedModels, not_here

SHORTEST_WAIT = 10
LONGEST_WAIT = 3600


class ProviderSettings:
    """In a team nobody changes them here: the keys are the server's, and set on its console.

    Each change is published once, when it has taken effect.
    """

    def __init__(
        self,
        keys: KeyService,
        repository: KeyRepository,
        factory: ProviderFactory,
        catalog: CatalogService,
        health: HealthTracker,
        events: EventBus,
        *,
        typed_models: TypedModels,
        is_read_only: bool = False,
    ) -> None:
        self.is_read_only = is_read_only
        self._keys = keys
        self._repository = repository
        self._factory = factory
        self._catalog = catalog
        self._health = health
        self._events = events
        self._typed_models = typed_models
        self._changing = asyncio.Lock()

    def apply(self) -> None:
        """Switch off what was switched off before the program started."""
        for name in self._factory.registry.names():
            if not self._keys.stored(name).is_enabled:
                self._factory.registry.disable(name)

    async def set_key(self, name: str, key: str, base_url: str | None = None) -> None:
        """Keep a key, for the address given or the one in use, and ask the vendor for its models with it.

        Raises UnknownProvider, Forbidden, or InvalidRequest where the key or the address can't be one.
        """
        provider = self._changeable(name)
        key = checked_key(key)
        url = await self.checked_url(base_url, provider) if base_url else None
        async with self._changing:
            await self._keep(self._keys.sealed(provider, key, url or self._keys.stored(name).base_url))
            await self._connect_anew(name)

    async def remove_key(self, name: str) -> None:
        """Forget the stored key; one of the environment is used again. Raises UnknownProvider or Forbidden."""
        self._changeable(name)
        async with self._changing:
            await self._keep(replace(self._keys.stored(name), sealed="", hint=None))
            await self._connect_anew(name)

    async def set_base_url(self, name: str, base_url: str | None) -> None:
        """None is the vendor's own. A key does not go along to another host: it has to be entered again.

        Raises UnknownProvider, Forbidden or InvalidRequest.
        """
        provider = self._changeable(name)
        url = await self.checked_url(base_url, provider) if base_url else None
        async with self._changing:
            await self._keep(replace(self._keys.stored(name), base_url=url))
            await self._connect_anew(name)

    async def set_wait(self, name: str, seconds: int | None) -> None:
        """How long the first word is waited for; None is the usual time. Raises UnknownProvider, Forbidden or InvalidRequest."""
        self._changeable(name)
        if seconds is not None and not SHORTEST_WAIT <= seconds <= LONGEST_WAIT:
            message = f"The time limit must be between {SHORTEST_WAIT} and {LONGEST_WAIT:,} seconds."
            raise InvalidRequest(message, hint="Leave it empty for the default.")
        async with self._changing:
            await self._keep(replace(self._keys.stored(name), wait_seconds=seconds))
            await self._connect_anew(name)

    async def set_cache_lifetime(self, name: str, seconds: int | None) -> None:
        """How long the vendor keeps prompts; None for its usual time. Raises UnknownProvider, Forbidden or InvalidRequest."""
        lifetimes = self._changeable(name).cache_lifetimes
        if seconds is not None and seconds not in lifetimes:
            known = " or ".join(f"{each:,}" for each in lifetimes)
            message = f"Prompts can be cached for {known} seconds." if known else "This provider has no choice of cache time."
            raise InvalidRequest(message, hint="Leave it empty for the default.")
        async with self._changing:
            await self._keep(replace(self._keys.stored(name), cache_seconds=seconds))
            await self._connect_anew(name)

    async def set_enabled(self, name: str, *, is_enabled: bool) -> None:
        """Offer its models or hide them. Raises UnknownProvider or Forbidden."""
        self.check_changeable()
        registry = self._factory.registry
        registry.get(name)
        async with self._changing:
            await self._keep(replace(self._keys.stored(name), is_enabled=is_enabled))
            (registry.enable if is_enabled else registry.disable)(name)
            self._events.publish(ProvidersChanged(name))

    async def add_model(self, name: str, model: str) -> None:
        """Offer a model of that id, for a server without a list of models, or whose list lacks it.

        Raises UnknownProvider, Forbidden, or InvalidRequest if it can't be an id.
        """
        with self._events.once(ProvidersChanged(name)):
            await self._typed_models.add(name, model)
            if self._catalog.has_no_list(name):  # the missing list is no longer an error
                await self._catalog.refresh([self._factory.create(name)])

    async def connect(self, name: str, key: str | None = None) -> None:
        """Take a provider into use that was registered while the program runs, with a key if it has one."""
        async with self._changing:
            if key is not None:
                await self._keep(self._keys.sealed(self._factory.registry.get(name), key, None))
            await self._connect_anew(name)

    async def leave(self, name: str) -> None:
        """Let go of a provider for good, and of its key. Raises UnknownProvider."""
        async with self._changing:
            await self._repository.delete(self._keys.user_id, name)
            await self._forget(name)

    async def lose(self, name: str) -> None:
        """Let go of a provider that another process has taken away, with all that was kept of it. Raises UnknownProvider."""
        async with self._changing:
            await self._forget(name)

    async def catch_up(self, new: Collection[str] = ()) -> None:
        """Take over what another process has changed meanwhile: `rxchat keys` on the console.

        `new` are providers that have been registered since, and are to be taken into use.
        """
        async with self._changing:
            stored = {one.provider: one for one in await self._repository.list_of(self._keys.user_id)}
            for name in self._factory.registry.names():
                kept = stored.get(name) or StoredKey(provider=name)
                if kept != self._keys.stored(name) or name in new:
                    self._keys.know(kept)
                    (self._factory.registry.enable if kept.is_enabled else self._factory.registry.disable)(name)
                    await self._connect_anew(name)

    def check_changeable(self) -> None:
        """Raises Forbidden where providers are set on the server's console only."""
        if self.is_read_only:
            raise not_here()

    async def checked_url(self, base_url: str, provider: type[BaseProvider]) -> str:
        """The provider's base URL in what was pasted. Raises InvalidRequest where no vendor can or may be."""
        paths = provider.request_paths()
        return await checked_base_url(base_url, self._keys.private_networks, provider.default_base_url, paths)

    def _changeable(self, name: str) -> type[BaseProvider]:
        self.check_changeable()
        provider = self._factory.registry.get(name)
        if not provider.is_remote():
            raise InvalidRequest(f"{provider.label} has no API key and no base URL.", hint="It works without them.")
        return provider

    async def _keep(self, stored: StoredKey) -> None:
        await self._repository.put(self._keys.user_id, stored)
        self._keys.know(stored)

    async def _forget(self, name: str) -> None:
        with self._events.once(ProvidersChanged(name)):
            self._keys.forget(name)
            self._factory.registry.remove(name)
            await self._let_go(name)

    async def _connect_anew(self, name: str) -> None:
        """Let go of the old connection, whose calls end by themselves, and list the models of the new one."""
        with self._events.once(ProvidersChanged(name)):
            await self._let_go(name)
            provider = self._factory.create(name)
            if provider.is_configured and self._factory.registry.is_enabled(name):
                await self._catalog.refresh([provider])

    async def _let_go(self, name: str) -> None:
        self._catalog.forget(name)
        self._health.forget(name)
        self._events.publish(ProvidersChanged(name))
        await self._factory.forget(name)
