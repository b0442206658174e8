"""Model services: the list of models, prices, fallbacks and preferences."""

from contextlib import AsyncExitStack
from dataclasses import dataclass

from rxchat.db.accounts.preference_repository import PreferenceRepository
from rxchat.db.database import Database
from rxchat.services.events import EventBus
from rxchat.services.models.catalog import CatalogService
from rxchat.services.models.fallbacks import FallbackService
from rxchat.services.models.preferences import PreferenceService
from rxchat.services.models.pricing import Pricing
from rxchat.wiring.provider_access import ProviderAccess


@dataclass(frozen=True, kw_only=True)
class ModelServices:
    catalog: CatalogService
    fallbacks: FallbackService
    preferences: PreferenceService
    pricing: Pricing


def build_models(stack: AsyncExitStack, access: ProviderAccess, database: Database, events: EventBus) -> ModelServices:
    catalog = CatalogService(access.factory, access.health, typed=access.typed_models.of, events=events)
    stack.push_async_callback(catalog.aclose)
    pricing = Pricing()
    return ModelServices(
        catalog=catalog,
        fallbacks=FallbackService(access.factory, catalog, pricing, access.health),
        preferences=PreferenceService(PreferenceRepository(database), events),
        pricing=pricing,
    )
