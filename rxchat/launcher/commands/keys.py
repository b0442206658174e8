"""`rxchat keys ...`: the providers' keys. A key is asked for or read from standard input, never an argument."""

import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.providers.endpoint_repository import EndpointRepository
from rxchat.db.providers.health_repository import HealthRepository
from rxchat.db.providers.key_check_repository import KeyCheckRepository
from rxchat.db.providers.key_repository import KeyRepository
from rxchat.db.stores import store_of
from rxchat.domain.counts import counted
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.health import Health
from rxchat.domain.key_text import checked_key
from rxchat.domain.keys import StoredKey
from rxchat.launcher.commands.open_database import open_database
from rxchat.launcher.console import say
from rxchat.providers.base import BaseProvider
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.registry import ProviderRegistry, discover
from rxchat.security.master_key import check_value, next_master_key, take_next_key
from rxchat.security.vault import DecryptionError, Vault
from rxchat.services import master_key_check
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.providers.custom_endpoints import register_all
from rxchat.services.providers.key_tests import KeyTestService
from rxchat.services.providers.provider_keys import KeyService, key_service

AT_ONCE = "A running rxchat picks it up within seconds."


@dataclass(frozen=True)
class Console:
    """What the commands work on."""

    registry: ProviderRegistry
    database: Database
    keys: KeyService


def list_keys(settings: Settings) -> int:
    return _work(settings, _list)


def set_key(settings: Settings, provider: str) -> int:
    return _work(settings, lambda console: _set(console, provider))


def check_key(settings: Settings, provider: str) -> int:
    """The exit code: 1 where the key does not work."""
    return _work(settings, lambda console: _test(console, provider))


def remove_key(settings: Settings, provider: str) -> int:
    return _work(settings, lambda console: _remove(console, provider))


def rotate_master_key(settings: Settings) -> int:
    say(rotate(settings))
    return 0


def _work(settings: Settings, work: Callable[[Console], Awaitable[tuple[list[str], int]]]) -> int:
    """Print the lines that come of it; gives the exit code. Raises RxchatError."""

    async def run() -> tuple[list[str], int]:
        registry = discover(settings.data_dir / "providers")
        async with open_database(settings) as database:
            key = await master_key_check.checked_key(settings, KeyCheckRepository(database))
            keys = await key_service(settings, database, key)
            await register_all(registry, EndpointRepository(database, keys.user_id))
            return await work(Console(registry, database, keys))

    lines, code = asyncio.run(run())
    say("\n".join(lines))
    return code


def rotate(settings: Settings) -> str:
    """Seal every account's keys with a new secret key, and retire the old one. Cut short anywhere, it can be run again.

    The new key is written beside the old one first. The database then changes over in one transaction, its check value with it,
    and only then does the new file replace the old one. A start in between tells by the check value which of the two is right.
    """
    if settings.secret_key is not None or settings.secret_key_file is not None:
        hint = "Move it into `secret.key` in the data directory, unset the variable, then rotate."
        raise InvalidRequest("The secret key is set by an environment variable, so rxchat can't rotate it.", hint=hint)

    async def reseal() -> int:
        async with open_database(settings) as database:
            old = Vault(await master_key_check.checked_key(settings, KeyCheckRepository(database)))
            key = next_master_key(settings.data_dir)
            new, lost = Vault(key), 0

            def again(user_id: int, stored: StoredKey) -> str:
                nonlocal lost
                try:
                    return old.reseal(new, stored.sealed, user_id=user_id, provider=stored.provider)
                except DecryptionError:
                    lost += 1
                    return stored.sealed

            await KeyRepository(database).reseal(again, check_value(key))
            return lost

    store = store_of(settings)
    if settings.postgres_url is not None:
        store.prepare(say)  # an upgrade takes the same lock
    with store.unserved():
        lost = asyncio.run(reseal())
        take_next_key(settings.data_dir)
    left = f" {counted(lost, 'key')} couldn't be decrypted and must be entered again." if lost else ""
    return f"Secret key rotated and all saved keys re-encrypted.{left} API tokens have changed: run `rxchat token`."


async def _list(console: Console) -> tuple[list[str], int]:
    providers = map(console.registry.get, console.registry.names())
    return [_line(provider, console.keys) for provider in providers if provider.is_remote()], 0


def _line(provider: type[BaseProvider], keys: KeyService) -> str:
    connection, stored = keys.connect(provider), keys.stored(provider.name)
    where = {None: "no key", "stored": "saved key", "environment": f"from {provider.env_key}"}[connection.key_source]
    details = [where, connection.key_hint or "", "must be entered again" if connection.is_key_lost else ""]
    details += ["" if stored.is_enabled else "turned off", f"at {stored.base_url}" if stored.base_url else ""]
    return f"{provider.name}  {', '.join(filter(None, details))}"


async def _set(console: Console, name: str) -> tuple[list[str], int]:
    provider, keys = console.registry.get(name), console.keys
    if not provider.is_remote():
        raise InvalidRequest(f"{provider.label} has no API key.", hint="It works without one.")
    stored = keys.sealed(provider, checked_key(asked_key()), keys.stored(name).base_url)
    await _keep(console, stored)
    return [f"{provider.label} key saved. {AT_ONCE}"], 0


async def _remove(console: Console, name: str) -> tuple[list[str], int]:
    provider, keys = console.registry.get(name), console.keys
    if not keys.stored(name).sealed:
        raise InvalidRequest(f"{provider.label} has no saved key.", hint="`rxchat keys list` shows where each key comes from.")
    await _keep(console, replace(keys.stored(name), sealed="", hint=None))
    return [f"{provider.label} key removed. {AT_ONCE}"], 0


async def _test(console: Console, name: str) -> tuple[list[str], int]:
    """The result is kept, as every call's is: the provider's light follows it, in a running program too."""
    keys = console.keys
    factory, repository = ProviderFactory(console.registry, keys.connect), HealthRepository(console.database, keys.user_id)
    before = await repository.all()
    health = HealthTracker(known=before)
    try:
        result = await KeyTestService(factory, health).test(name)
    finally:
        await factory.aclose()
    if health.of(name) != before.get(name, Health()):
        await repository.put({name: health.of(name)})
    took = f" ({result.latency_ms} ms)" if result.latency_ms is not None else ""
    return [f"{result.message}{took}"], 0 if result.state == "valid" else 1


async def _keep(console: Console, stored: StoredKey) -> None:
    """Store it. The provider's health belonged to another key, and is cleared."""
    await KeyRepository(console.database).put(console.keys.user_id, stored)
    await HealthRepository(console.database, console.keys.user_id).put({stored.provider: Health()})


def asked_key(ask: Callable[[str], str] = getpass.getpass) -> str:
    """Asked for on a terminal, unseen; the first line of standard input where there is none."""
    return ask("Key: ") if sys.stdin.isatty() else sys.stdin.readline()
