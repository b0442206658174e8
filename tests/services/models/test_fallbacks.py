"""What is offered when a model has failed."""

import pytest
from fakes.acme import AcmeProvider

from rxchat.domain.errors import AuthenticationFailed, failure_of
from rxchat.domain.models import ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.providers.base import BaseProvider
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.registry import ProviderRegistry
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.catalog import CatalogService
from rxchat.services.models.compatibility import Needs
from rxchat.services.models.fallbacks import FallbackService
from rxchat.services.models.pricing import Pricing


class Other(AcmeProvider):
    name = "other"
    label = "Other"


class Third(AcmeProvider):
    name = "third"
    label = "Third"

    def known_models(self) -> list[ModelInfo]:
        return [ModelInfo(provider=self.name, id="known", name="Known", context_window=1000)]


@pytest.fixture
def factory() -> ProviderFactory:
    registry = ProviderRegistry()
    kinds: tuple[type[BaseProvider], ...] = (AcmeProvider, Other, Third)
    for kind in kinds:
        registry.register(kind)
    return ProviderFactory(registry, lambda _: Connection())


async def test_the_one_that_works_and_is_large_enough_is_offered(factory: ProviderFactory):
    health = HealthTracker()
    catalog = CatalogService(factory, health)
    for name in factory.registry.names():
        provider = factory.create(name)
        assert isinstance(provider, AcmeProvider)
        provider.may_list.clear()  # the lists they know by themselves stay
    alternatives = FallbackService(factory, catalog, Pricing(), health)
    offered = alternatives.to("acme:known", Needs(tokens=2000))
    assert offered is not None
    assert offered.ref == "other:known"
    health.failed("other", failure_of(AuthenticationFailed("No.")))
    health.worked("third", 5)
    assert (alternatives.to("acme:known", Needs()) or offered).ref == "third:known"
    factory.registry.disable("third")
    factory.registry.disable("other")
    health.failed("acme", failure_of(AuthenticationFailed("No.")))
    assert alternatives.to("acme:known", Needs()) is None
    await catalog.aclose()
