"""Endpoints that a person adds and removes: each is a provider like any other, at once."""

import asyncio
import re
import unicodedata
from typing import Final

from rxchat.db.endpoints import EndpointRepository
from rxchat.domain.endpoints import Endpoint
from rxchat.domain.errors import InvalidRequest
from rxchat.providers._custom_endpoint import custom_endpoint
from rxchat.providers.registry import ProviderRegistry
from rxchat.services.provider_settings import ProviderSettings, checked_key

PREFIX: Final = "custom-"
LONGEST_LABEL: Final = 60
_LONGEST_SLUG: Final = 40


class EndpointService:
    """They are kept in the database, and their keys where all keys are."""

    def __init__(self, repository: EndpointRepository, registry: ProviderRegistry, settings: ProviderSettings) -> None:
        self._repository = repository
        self._registry = registry
        self._settings = settings
        self._changing = asyncio.Lock()

    async def add(self, label: str, base_url: str, key: str | None = None) -> str:
        """The name it has from now on. Raises Forbidden, or InvalidRequest where label, address or key can't be one."""
        self._settings.check_changeable()
        label = checked_label(label)
        key = checked_key(key) if key else None
        url = await self._settings.checked_url(base_url)
        async with self._changing:
            endpoint = Endpoint(name=self._free_name(label), label=label, base_url=url)
            register(self._registry, endpoint)
            try:
                await self._repository.add(endpoint)
            except BaseException:
                self._registry.remove(endpoint.name)
                raise
        await self._settings.connect(endpoint.name, key)
        return endpoint.name

    async def remove(self, name: str) -> None:
        """Forget it and its key. Its conversations stay, to be read and answered by another model.

        Raises UnknownProvider, Forbidden, or InvalidRequest for a provider that nobody has added.
        """
        self._settings.check_changeable()
        provider = self._registry.get(name)
        if name not in {endpoint.name for endpoint in await self._repository.all()}:
            raise InvalidRequest(f"{provider.label} is not an endpoint that was added.", hint="Switch it off instead.")
        async with self._changing:
            await self._repository.remove(name)
            await self._settings.leave(name)

    def _free_name(self, label: str) -> str:
        slug = slug_of(label)
        taken = set(self._registry.names())
        names = (f"{PREFIX}{slug}" + (f"-{number}" if number > 1 else "") for number in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)


def register(registry: ProviderRegistry, endpoint: Endpoint) -> None:
    registry.register(custom_endpoint(endpoint.name, endpoint.label, endpoint.base_url))


async def register_all(registry: ProviderRegistry, repository: EndpointRepository) -> None:
    """Those that were added before the program started."""
    for endpoint in await repository.all():
        registry.take(endpoint.label, lambda one=endpoint: custom_endpoint(one.name, one.label, one.base_url))


def checked_label(label: str) -> str:
    """The label without blanks around it. Raises InvalidRequest where it can't be one."""
    label = " ".join(label.split())
    if not label:
        raise InvalidRequest("The endpoint has no name.", hint="Give it one, such as: My lab.")
    if len(label) > LONGEST_LABEL or not label.isprintable():
        raise InvalidRequest("The endpoint's name is too long, or holds a character that cannot be shown.", hint="Shorten it.")
    return label


def slug_of(label: str) -> str:
    """What is left of a label in lower case letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].strip("-") or "endpoint"
