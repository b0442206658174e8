"""Builds each service once, from Settings."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from rxchat import config
from rxchat.config import Settings
from rxchat.db.conversations import ConversationRepository
from rxchat.db.engine import Database
from rxchat.db.key_checks import KeyCheckRepository
from rxchat.db.messages import MessageRepository
from rxchat.db.migrations import migrate
from rxchat.db.serving import ServingLock
from rxchat.db.users import UserRepository
from rxchat.domain.errors import StartupFailed
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.registry import ProviderRegistry, discover
from rxchat.security import master_key
from rxchat.services.catalog import CatalogService
from rxchat.services.generations import GenerationService
from rxchat.services.keys import KeyService
from rxchat.services.pricing import Pricing


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything the page and the API call. `user_id` is the one person of local mode."""

    settings: Settings
    database: Database
    conversations: ConversationRepository
    messages: MessageRepository
    registry: ProviderRegistry
    factory: ProviderFactory
    catalog: CatalogService
    generations: GenerationService
    user_id: int


@dataclass(frozen=True)
class _Prepared:
    settings: Settings
    lock: ServingLock  # held for as long as the process lives


_prepared: _Prepared | None = None
_services: Services | None = None


def prepare(settings: Settings) -> None:
    """Make the ground safe before anything listens: one server per database, at the newest revision. Raises StartupFailed."""
    global _prepared
    lock = ServingLock(settings.sqlite_path)
    lock.acquire()
    migrate(settings.sqlite_path, on_step=lambda step: print(step, flush=True))  # noqa: T201 - the launcher's own progress
    _prepared = _Prepared(settings, lock)


def load_key(settings: Settings, *, may_create: bool = True) -> master_key.MasterKey:
    """The master key, from the environment or the data directory."""
    return master_key.load_master_key(
        data_dir=settings.data_dir,
        secret=settings.secret_key.get_secret_value() if settings.secret_key else None,
        secret_file=settings.secret_key_file,
        may_create=may_create,
    )


def services() -> Services:
    """The running program's services."""
    if _services is None:
        raise StartupFailed("rxchat's services are not running.", hint="Start the program with `rxchat run`.")
    return _services


@asynccontextmanager
async def running() -> AsyncGenerator[Services]:
    """The services of this process, from the first request to the last: the app's lifespan."""
    if _prepared is None:
        raise StartupFailed("The program was not prepared.", hint="Start it with `rxchat run`.")
    async with serving(_prepared.settings) as built:
        yield built


@asynccontextmanager
async def serving(settings: Settings) -> AsyncGenerator[Services]:
    """Build everything over a migrated database, and take it down in the opposite order. Raises StartupFailed."""
    global _services
    database = Database(settings.sqlite_path)
    built = await _build(settings, database)
    try:
        await _check_key(settings, KeyCheckRepository(database))
        await built.generations.recover()
        built.catalog.models()  # the vendors are asked now, so that the first page has their own lists
        _services = built
        yield built
    finally:
        _services = None
        await built.generations.aclose()
        await built.catalog.aclose()
        await built.factory.aclose()
        await database.aclose()


async def shutdown() -> None:
    """Save and end every answer, so that open streams do not hold the server up."""
    if _services is not None:
        await _services.generations.aclose()


async def _build(settings: Settings, database: Database) -> Services:
    registry = discover(settings.data_dir / "providers")
    factory = ProviderFactory(registry, KeyService(settings.data_dir, config.vendor_variable).connect)
    messages = MessageRepository(database)
    return Services(
        settings=settings,
        database=database,
        conversations=ConversationRepository(database),
        messages=messages,
        registry=registry,
        factory=factory,
        catalog=CatalogService(factory),
        generations=GenerationService(messages, Pricing()),
        user_id=await UserRepository(database).local_user(),
    )


async def _check_key(settings: Settings, checks: KeyCheckRepository) -> None:
    """Hold the secret key against the one this database was made with; a new one is made only for a new database."""
    stored = await checks.get()
    key = load_key(settings, may_create=stored is None)
    if stored is None:
        await checks.put(master_key.check_value(key))
    elif not master_key.verify(key, stored):
        raise StartupFailed(
            "The secret key does not open this database.",
            hint="Use the secret.key (or RXCHAT_SECRET_KEY) it was made with.",
        )
