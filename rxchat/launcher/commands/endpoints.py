"""`rxchat endpoints ...`: servers that speak chat completions, from the console. In team mode nobody else adds them."""

import asyncio
import json
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from rxchat import wiring
from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.providers.endpoint_repository import EndpointRepository
from rxchat.db.providers.key_check_repository import KeyCheckRepository
from rxchat.db.providers.key_repository import KeyRepository
from rxchat.domain.endpoints import Endpoint
from rxchat.domain.errors import InvalidRequest, UnknownProvider
from rxchat.domain.key_text import checked_key
from rxchat.launcher.commands.keys import AT_ONCE, asked_key
from rxchat.launcher.commands.open_database import opened
from rxchat.launcher.console import say
from rxchat.providers.custom_endpoint import CustomEndpoint
from rxchat.providers.registry import ProviderRegistry, discover
from rxchat.providers.transport.base_url import checked_base_url
from rxchat.services import master_key_check
from rxchat.services.providers.custom_endpoints import checked_label, free_name, register, register_all
from rxchat.services.providers.provider_keys import KeyService


@dataclass(frozen=True)
class Console:
    """What the commands work on. Whoever has the console runs the server: its endpoints are a team's."""

    database: Database
    registry: ProviderRegistry
    keys: KeyService

    @property
    def endpoints(self) -> EndpointRepository:
        return EndpointRepository(self.database, self.keys.user_id)

    async def list(self) -> Sequence[Endpoint]:
        return await self.endpoints.all()

    async def add(self, label: str, url: str, *, has_key: bool) -> Sequence[Endpoint]:
        """Raises InvalidRequest where label, address or key can't be one."""
        label = checked_label(label)
        url = await checked_base_url(url, self.keys.private_networks, paths=CustomEndpoint.request_paths())
        endpoint = Endpoint(name=free_name(self.registry, label), label=label, base_url=url)
        register(self.registry, endpoint)
        if has_key:  # before the endpoint: a running program takes it over with its key
            sealed = self.keys.sealed(self.registry.get(endpoint.name), checked_key(asked_key()), None)
            await KeyRepository(self.database).put(self.keys.user_id, sealed)
        await self.endpoints.add(endpoint)
        return [endpoint]

    async def remove(self, name: str) -> Sequence[Endpoint]:
        """Raises UnknownProvider, or InvalidRequest for a provider that nobody has added."""
        removed = [endpoint for endpoint in await self.endpoints.all() if endpoint.name == name]
        if not removed and name in self.registry.names():
            label = self.registry.get(name).label
            raise InvalidRequest(f"{label} is not an endpoint that was added.", hint="Settings can switch it off.")
        if not removed:
            raise UnknownProvider(f'There is no endpoint "{name}".', hint="`rxchat endpoints list` shows those there are.")
        await self.endpoints.remove(name)
        if issubclass(self.registry.get(name), CustomEndpoint):  # else a file has taken the name, and the key is its own
            await KeyRepository(self.database).delete(self.keys.user_id, name)
        return removed


def run_endpoint_command(settings: Settings, chosen: Namespace) -> int:
    """The exit code. Raises RxchatError."""
    endpoints = asyncio.run(_act(settings, chosen))
    if chosen.json:
        say(json.dumps({"endpoints": [asdict(endpoint) for endpoint in endpoints]}, indent=2))
        return 0
    for line in _lines(chosen.action, endpoints):
        say(line)
    return 0


async def _act(settings: Settings, chosen: Namespace) -> Sequence[Endpoint]:
    async with opened(settings) as database:
        key = await master_key_check.checked_key(settings, KeyCheckRepository(database))
        registry, keys = discover(settings.data_dir / "providers"), await wiring.key_service(settings, database, key)
        console = Console(database, registry, keys)
        await register_all(registry, console.endpoints)
        match chosen.action:
            case "add":
                return await console.add(chosen.label, chosen.url, has_key=chosen.key)
            case "remove":
                return await console.remove(chosen.name)
            case _:
                return await console.list()


def _lines(action: str, endpoints: Sequence[Endpoint]) -> list[str]:
    match action:
        case "add":
            return [f"{one.label} is added as {one.name}. {AT_ONCE}" for one in endpoints]
        case "remove":
            return [f"{one.label} is forgotten, and its key. {AT_ONCE}" for one in endpoints]
        case _:
            listed = [f"{one.name}  {one.label}, at {one.base_url}" for one in endpoints]
            return listed or ["No endpoint was added. `rxchat endpoints add LABEL URL` adds one."]
