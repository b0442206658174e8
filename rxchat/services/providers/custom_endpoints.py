"""Custom endpoints: adds and removes them while the program runs; each is a provider like any other."""

import asyncio
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from rxchat.db.providers.endpoint_repository import EndpointRepository
from rxchat.domain.endpoints import PREFIX, Endpoint
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.key_text import checked_key
from rxchat.providers.base import BaseProvider
from rxchat.providers.custom_endpoint import CustomEndpoint, address_of, custom_endpoint
from rxchat.providers.registry import ProviderRegistry
from rxchat.providers.transport.certificate_authority import checked_authority
from rxchat.services.events import EventBus, ProvidersChanged
from rxchat.services.providers.provider_settings import ProviderSettings
from rxchat.services.providers.typed_models import TypedModels

LONGEST_LABEL: Final = 60
_LONGEST_SLUG: Final = 40


class EndpointService:
    """They are kept in the database, and their keys where all keys are.

    One whose name a file has taken meanwhile is `shadowed`: it is not in use, shown as broken by its label, and can be removed.
    """

    def __init__(
        self,
        repository: EndpointRepository,
        registry: ProviderRegistry,
        settings: ProviderSettings,
        typed_models: TypedModels,
        events: EventBus,
        shadowed: Iterable[Endpoint] = (),
    ) -> None:
        self._repository = repository
        self._registry = registry
        self._settings = settings
        self._typed_models = typed_models
        self._events = events
        self._shadowed = {endpoint.label: endpoint for endpoint in shadowed}
        self._changing = asyncio.Lock()

    async def add(self, label: str, base_url: str, key: str | None = None, authority: str | None = None) -> str:
        """The name it has from now on. `authority` is as in `set_certificate_authority`.

        Raises Forbidden, or InvalidRequest where label, address, key or authority can't be one.
        """
        self._settings.check_changeable()
        label = checked_label(label)
        key = checked_key(key) if key else None
        authority = checked_authority(authority) if authority else None
        url = await self._settings.checked_url(base_url, CustomEndpoint)
        async with self._changing:
            endpoint = Endpoint(name=free_name(self._registry, label), label=label, base_url=url, certificate_authority=authority)
            register(self._registry, endpoint)
            try:
                await self._repository.add(endpoint)
            except BaseException:
                self._registry.remove(endpoint.name)
                raise
        await self._settings.connect(endpoint.name, key)
        return endpoint.name

    async def set_certificate_authority(self, name: str, pem: str | None) -> None:
        """Trust certificates that these authorities have signed, for its server only; None for the usual ones.

        Raises UnknownProvider, Forbidden, InvalidCertificate, or InvalidRequest for a provider that nobody has added.
        """
        self._settings.check_changeable()
        check_custom(self._registry, name, "Set SSL_CERT_FILE instead, and restart rxchat.")
        pem = checked_authority(pem) if pem else None
        async with self._changing:
            provider = check_custom(self._registry, name)  # it may have been removed meanwhile
            await self._repository.set_certificate_authority(name, pem)
            self._registry.replace(custom_endpoint(name, provider.label, provider.default_base_url, pem))
        await self._settings.connect(name)

    def certificate_authority(self, name: str) -> str | None:
        """Its authorities in PEM form. Raises UnknownProvider, or InvalidRequest for a provider that nobody has added."""
        return check_custom(self._registry, name).certificate_authority

    async def remove(self, name: str) -> None:
        """Forget it, its key and the models added to it. Its conversations stay, to be read and answered by another model.

        Raises UnknownProvider, Forbidden, or InvalidRequest for a provider that nobody has added.
        """
        self._settings.check_changeable()
        if self.is_shadowed(name):
            await self._repository.remove(self._shadowed.pop(name).name)
            self._registry.broken.pop(name, None)
            self._events.publish(ProvidersChanged(name))
            return
        check_custom(self._registry, name, "Turn it off instead.")
        async with self._changing:
            with self._events.once(ProvidersChanged(name)):
                await self._repository.remove(name)
                await self._settings.leave(name)
                await self._typed_models.forget(name)

    def is_shadowed(self, label: str) -> bool:
        return label in self._shadowed

    async def catch_up(self) -> None:
        """Take over what another process has changed meanwhile: `rxchat endpoints` and `rxchat keys` on the console."""
        async with self._changing:
            kept = {endpoint.name: endpoint for endpoint in await self._repository.all()}
            for name in [name for name in self._registry.names() if _is_outdated(self._registry.get(name), kept.get(name))]:
                await self._settings.lose(name)
            new = [endpoint for endpoint in kept.values() if endpoint.name not in self._registry.names()]
            for endpoint in new:
                register(self._registry, endpoint)
        await self._settings.catch_up({endpoint.name for endpoint in new})


def free_name(registry: ProviderRegistry, label: str) -> str:
    """A name for an endpoint of that label, which nobody has."""
    slug = slug_of(label)
    taken = set(registry.names())
    names = (f"{PREFIX}{slug}" + (f"-{number}" if number > 1 else "") for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def check_custom(registry: ProviderRegistry, name: str, hint: str = "") -> type[CustomEndpoint]:
    """The provider. Raises UnknownProvider, or InvalidRequest with the hint for a provider that nobody has added."""
    provider = registry.get(name)
    if not issubclass(provider, CustomEndpoint):
        raise InvalidRequest(f"{provider.label} isn't a custom provider.", hint=hint)
    return provider


def register(registry: ProviderRegistry, endpoint: Endpoint) -> None:
    registry.register(provider_of(endpoint))


def provider_of(endpoint: Endpoint) -> type[CustomEndpoint]:
    return custom_endpoint(endpoint.name, endpoint.label, endpoint.base_url, endpoint.certificate_authority)


async def register_all(registry: ProviderRegistry, repository: EndpointRepository) -> list[Endpoint]:
    """Those that were added before the program started. Gives the ones that could not be registered: their name is taken."""
    kept = await repository.all()
    for endpoint in kept:
        registry.take(endpoint.label, lambda one=endpoint: provider_of(one))
    return [one for one in kept if one.name in registry.names() and not issubclass(registry.get(one.name), CustomEndpoint)]


def _is_outdated(provider: type[BaseProvider], kept: Endpoint | None) -> bool:
    """Whether it was added, and is not as it is kept now."""
    if not issubclass(provider, CustomEndpoint):
        return False
    if kept is None or kept.certificate_authority != provider.certificate_authority:
        return True
    return (kept.label, address_of(kept.base_url)) != (provider.label, provider.default_base_url)


def checked_label(label: str) -> str:
    """The label without blanks around it. Raises InvalidRequest where it can't be one."""
    label = " ".join(label.split())
    if not label:
        raise InvalidRequest("Enter a name.", hint="For example: My lab.")
    if len(label) > LONGEST_LABEL or not label.isprintable():
        raise InvalidRequest("That name is too long or contains unsupported characters.", hint="Shorten it.")
    return label


def slug_of(label: str) -> str:
    """What is left of a label in lower case letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].strip("-") or "endpoint"
