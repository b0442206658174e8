"""Provider factory: creates providers by name or model ref, connected and ready to use."""

import logging
from collections.abc import Callable, Iterable

from rxchat.domain.errors import AmbiguousModel, InvalidRequest, ProviderDisabled, UnknownModel
from rxchat.domain.models import ModelInfo, split_ref
from rxchat.domain.provider_connection import Connection
from rxchat.providers.base import BaseProvider
from rxchat.providers.pipeline.bounds import Bounds
from rxchat.providers.registry import ProviderRegistry

log = logging.getLogger(__name__)


class ProviderFactory:
    """Keeps one instance per provider. `connect` says how a provider's vendor is reached: key, base URL, data directory."""

    def __init__(
        self, registry: ProviderRegistry, connect: Callable[[type[BaseProvider]], Connection], bounds: Bounds | None = None
    ) -> None:
        """`bounds` limit how much of one answer is read, from any provider."""
        self.registry = registry
        self._bounds = bounds or Bounds()
        self._connect = connect
        self._made: dict[str, BaseProvider] = {}

    def create(self, name: str) -> BaseProvider:
        """The provider of that name, made at the first call. Raises UnknownProvider."""
        provider = self.registry.get(name)
        if name not in self._made:
            made = self._made[name] = provider(self._connect(provider))
            made.bounds = self._bounds
        return self._made[name]

    def enabled(self, name: str) -> BaseProvider:
        """The provider of that name. Raises UnknownProvider or ProviderDisabled."""
        provider = self.create(name)
        if not self.registry.is_enabled(name):
            raise ProviderDisabled(f"{provider.label} is turned off.", provider=name)
        return provider

    def for_model(self, ref: str, listed: Iterable[ModelInfo] = (), *, provider: str | None = None) -> tuple[BaseProvider, str]:
        """The provider and the vendor's id for `provider:model`, or for a bare id that one enabled provider lists.

        Where the provider is given besides, the two must agree. Nothing is guessed from how an id looks.
        Raises UnknownProvider, UnknownModel, AmbiguousModel, ProviderDisabled, or InvalidRequest when the two do not agree.
        """
        prefix, model = split_ref(ref)
        if prefix is not None and prefix in self.registry.names():
            if provider is not None and provider != prefix:
                self.registry.get(provider)
                raise InvalidRequest(
                    f'"{ref}" isn\'t a model of the provider "{provider}".',
                    hint="Leave the provider out, or give the model's own.",
                )
            return self.enabled(prefix), model
        if provider is not None:
            return self.enabled(provider), ref
        names = sorted({info.provider for info in listed if info.id == ref and self.registry.is_enabled(info.provider)})
        match names:
            case []:
                raise UnknownModel(f'No connected provider offers "{ref}".')
            case [name]:
                return self.create(name), ref
            case _:
                candidates = ", ".join(f"{name}:{ref}" for name in names)
                raise AmbiguousModel(f'Several providers offer "{ref}".', hint=f"Choose one: {candidates}.")

    def configured(self) -> list[BaseProvider]:
        """The enabled providers that have what they need. One whose own code fails is put with the broken ones."""
        found: list[BaseProvider] = []
        for name in self.registry.names():
            try:
                if self.registry.is_enabled(name) and self.create(name).is_configured:
                    found.append(self.create(name))
            except Exception as exc:
                log.exception("The provider cannot be used.", extra={"provider": name})
                self.registry.reject(name, exc)
        return found

    async def forget(self, name: str) -> None:
        """Close a provider whose key or base URL has changed; the next call creates it again."""
        provider = self._made.pop(name, None)
        if provider is not None:
            await provider.aclose()

    async def aclose(self) -> None:
        for name in list(self._made):
            await self.forget(name)
