"""Provider access: the adapters with their keys and addresses, and what is known about them. The services are built on it."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.providers.endpoint_repository import EndpointRepository
from rxchat.db.providers.health_repository import HealthRepository
from rxchat.db.providers.typed_model_repository import TypedModelRepository
from rxchat.domain.endpoints import Endpoint
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.pipeline.bounds import bounds_of
from rxchat.providers.registry import ProviderRegistry, discover
from rxchat.security.master_key import MasterKey
from rxchat.services.events import EventBus
from rxchat.services.health.health_store import HealthStore
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.providers.custom_endpoints import register_all
from rxchat.services.providers.provider_keys import KeyService, key_service
from rxchat.services.providers.typed_models import TypedModels

LOCAL: Final = "local"


@dataclass(frozen=True, kw_only=True)
class ProviderAccess:
    registry: ProviderRegistry
    factory: ProviderFactory
    keys: KeyService
    health: HealthTracker
    typed_models: TypedModels
    shadowed_endpoints: list[Endpoint]
    """Custom endpoints whose name a provider's file has taken."""
    is_read_only: bool
    """Whether only the console changes keys, endpoints and typed models, as in a team."""


async def open_provider_access(
    stack: AsyncExitStack, settings: Settings, database: Database, key: MasterKey, events: EventBus
) -> ProviderAccess:
    is_read_only = settings.mode == "team"
    registry = discover(settings.data_dir / "providers")
    if not settings.has_local_models and LOCAL in registry.names():
        local = registry.get(LOCAL)
        registry.replace(type(local.__name__, (local,), {"__module__": local.__module__, "is_allowed": False}))
    keys = await key_service(settings, database, key)
    shadowed = await register_all(registry, EndpointRepository(database, keys.user_id))
    records = HealthRepository(database, keys.user_id)
    health = HealthTracker(known=await records.all(), events=events)
    await stack.enter_async_context(HealthStore(records, events).saving(health.of))
    factory = ProviderFactory(registry, keys.connect, bounds_of(settings.max_answer_mib, settings.max_answer_minutes))
    stack.push_async_callback(factory.aclose)
    typed = TypedModels(TypedModelRepository(database, keys.user_id), registry, events, is_read_only=is_read_only)
    await typed.catch_up()
    return ProviderAccess(
        registry=registry,
        factory=factory,
        keys=keys,
        health=health,
        typed_models=typed,
        shadowed_endpoints=shadowed,
        is_read_only=is_read_only,
    )
