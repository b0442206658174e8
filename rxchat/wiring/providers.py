"""Provider services: adapters, their status, and the administration of keys, endpoints and typed models."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.providers.endpoint_repository import EndpointRepository
from rxchat.db.providers.health_repository import HealthRepository
from rxchat.db.providers.key_repository import KeyRepository
from rxchat.db.usage.call_repository import CallRepository
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.registry import ProviderRegistry
from rxchat.services.events import EventBus
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.catalog import CatalogService
from rxchat.services.providers.custom_endpoints import EndpointService
from rxchat.services.providers.external_changes import watch_console
from rxchat.services.providers.key_tests import KeyTestService
from rxchat.services.providers.local_models import LocalModels
from rxchat.services.providers.provider_settings import ProviderSettings
from rxchat.services.providers.provider_status import ProviderStatusService
from rxchat.services.providers.typed_models import TypedModels
from rxchat.wiring.background import run_in_background
from rxchat.wiring.provider_access import LOCAL, ProviderAccess


@dataclass(frozen=True, kw_only=True)
class ProviderServices:
    registry: ProviderRegistry
    factory: ProviderFactory
    health: HealthTracker
    status: ProviderStatusService
    settings: ProviderSettings
    endpoints: EndpointService
    typed_models: TypedModels
    local_models: LocalModels
    key_tests: KeyTestService
    look_now: asyncio.Event
    """Has what other processes set looked at, at once."""


def build_providers(
    stack: AsyncExitStack,
    program: Settings,
    access: ProviderAccess,
    catalog: CatalogService,
    database: Database,
    events: EventBus,
) -> ProviderServices:
    registry, factory, health, typed = access.registry, access.factory, access.health, access.typed_models
    settings = ProviderSettings(
        access.keys,
        KeyRepository(database),
        factory,
        catalog,
        health,
        events,
        typed_models=typed,
        is_read_only=access.is_read_only,
    )
    settings.apply()
    owner = access.keys.user_id
    saved = EndpointRepository(database, owner)
    endpoints = EndpointService(saved, registry, settings, typed, events, access.shadowed_endpoints)
    local_models = _local_models(program, access, catalog)
    stack.push_async_callback(local_models.aclose)
    look_now, kept_health = asyncio.Event(), HealthRepository(database, owner).all
    run_in_background(stack, watch_console(endpoints, typed, local_models, health, kept_health, look_now=look_now))
    return ProviderServices(
        registry=registry,
        factory=factory,
        health=health,
        status=ProviderStatusService(factory, catalog, health, CallRepository(database), typed),
        settings=settings,
        endpoints=endpoints,
        typed_models=typed,
        local_models=local_models,
        key_tests=KeyTestService(factory, health, events=events),
        look_now=look_now,
    )


def _local_models(program: Settings, access: ProviderAccess, catalog: CatalogService) -> LocalModels:
    async def list_again() -> None:
        await catalog.refresh([provider for provider in access.factory.configured() if provider.name == LOCAL])

    folder = program.data_dir / "models"
    return LocalModels(folder, list_again, is_offline=program.offline, is_read_only=access.is_read_only)
