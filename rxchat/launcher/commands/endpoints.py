"""`rxchat endpoints ...`: servers that speak chat completions. In team mode they can be added here only."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.providers.endpoint_repository import EndpointRepository
from rxchat.db.providers.key_check_repository import KeyCheckRepository
from rxchat.db.providers.key_repository import KeyRepository
from rxchat.domain.endpoints import Endpoint
from rxchat.domain.errors import InvalidRequest, UnknownProvider
from rxchat.domain.key_text import checked_key
from rxchat.launcher.commands.keys import AT_ONCE, asked_key
from rxchat.launcher.commands.open_database import open_database
from rxchat.launcher.console import say
from rxchat.providers.custom_endpoint import CustomEndpoint
from rxchat.providers.registry import ProviderRegistry, discover
from rxchat.providers.transport.base_url import checked_base_url
from rxchat.providers.transport.certificate_authority import LONGEST, checked_authority
from rxchat.services import master_key_check
from rxchat.services.providers.custom_endpoints import checked_label, free_name, register, register_all
from rxchat.services.providers.provider_keys import KeyService, key_service


@dataclass(frozen=True)
class Console:
    """What the commands work on. Who has the console runs the server, so these endpoints are everybody's in a team."""

    database: Database
    registry: ProviderRegistry
    keys: KeyService

    @property
    def endpoints(self) -> EndpointRepository:
        return EndpointRepository(self.database, self.keys.user_id)

    async def list(self) -> Sequence[Endpoint]:
        return await self.endpoints.all()

    async def add(self, label: str, url: str, *, authority: Path | None, has_key: bool) -> Sequence[Endpoint]:
        """Raises InvalidRequest where label, address, certificate authority or key can't be one."""
        label = checked_label(label)
        url = await checked_base_url(url, self.keys.private_networks, paths=CustomEndpoint.request_paths())
        pem = None if authority is None else checked_authority(_text_of(authority))
        endpoint = Endpoint(name=free_name(self.registry, label), label=label, base_url=url, certificate_authority=pem)
        register(self.registry, endpoint)
        if has_key:  # before the endpoint: a running program loads both together
            sealed = self.keys.sealed(self.registry.get(endpoint.name), checked_key(asked_key()), None)
            await KeyRepository(self.database).put(self.keys.user_id, sealed)
        await self.endpoints.add(endpoint)
        return [endpoint]

    async def remove(self, name: str) -> Sequence[Endpoint]:
        """Raises UnknownProvider, or InvalidRequest for a provider that nobody has added."""
        removed = [endpoint for endpoint in await self.endpoints.all() if endpoint.name == name]
        if not removed and name in self.registry.names():
            label = self.registry.get(name).label
            raise InvalidRequest(f"{label} isn't a custom provider.", hint="You can turn it off in Settings.")
        if not removed:
            raise UnknownProvider(f'There\'s no custom provider "{name}".', hint="`rxchat endpoints list` lists them.")
        await self.endpoints.remove(name)
        if issubclass(self.registry.get(name), CustomEndpoint):  # else the name, and so the key, belongs to a provider's file
            await KeyRepository(self.database).delete(self.keys.user_id, name)
        return removed


def list_endpoints(settings: Settings, *, as_json: bool = False) -> int:
    endpoints = _work(settings, lambda console: console.list())
    lines = [f"{one.name}  {one.label}, at {one.base_url}" for one in endpoints]
    return _show(endpoints, lines or ["No custom providers. Add one: rxchat endpoints add LABEL URL"], as_json=as_json)


def add_endpoint(
    settings: Settings, label: str, url: str, *, authority: Path | None = None, has_key: bool, as_json: bool = False
) -> int:
    added = _work(settings, lambda console: console.add(label, url, authority=authority, has_key=has_key))
    return _show(added, [f"Added {one.label} as {one.name}. {AT_ONCE}" for one in added], as_json=as_json)


def remove_endpoint(settings: Settings, name: str, *, as_json: bool = False) -> int:
    removed = _work(settings, lambda console: console.remove(name))
    return _show(removed, [f"Removed {one.label} and its key. {AT_ONCE}" for one in removed], as_json=as_json)


def _text_of(file: Path) -> str:
    """Its start, which is longer than what is accepted. Raises InvalidRequest."""
    try:
        with file.open("rb") as stream:
            return stream.read(LONGEST + 1).decode("utf-8", "replace")
    except OSError as exc:
        raise InvalidRequest(f"Can't read {file}: {exc.strerror}.", hint="Check its path and permissions.") from exc


def _work(settings: Settings, work: Callable[[Console], Awaitable[Sequence[Endpoint]]]) -> Sequence[Endpoint]:
    """The endpoints that the work is about. Raises RxchatError."""

    async def run() -> Sequence[Endpoint]:
        async with open_database(settings) as database:
            key = await master_key_check.checked_key(settings, KeyCheckRepository(database))
            registry, keys = discover(settings.data_dir / "providers"), await key_service(settings, database, key)
            console = Console(database, registry, keys)
            await register_all(registry, console.endpoints)
            return await work(console)

    return asyncio.run(run())


def _show(endpoints: Sequence[Endpoint], lines: Sequence[str], *, as_json: bool) -> int:
    say(json.dumps({"endpoints": [asdict(one) for one in endpoints]}, indent=2) if as_json else "\n".join(lines))
    return 0
