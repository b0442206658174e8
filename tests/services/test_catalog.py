"""Models from every provider, at once."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from fakes.acme import AcmeProvider

from rxchat.domain.connections import Connection
from rxchat.domain.errors import ServerFault
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.registry import ProviderRegistry
from rxchat.services import catalog as module
from rxchat.services.catalog import LIFETIME_SECONDS, CatalogService


class SlowProvider(AcmeProvider):
    name = "slow"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def factory() -> ProviderFactory:
    registry = ProviderRegistry()
    registry.register(AcmeProvider)
    registry.register(SlowProvider)
    return ProviderFactory(registry, lambda _: Connection())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def catalog(factory: ProviderFactory, clock: Clock) -> AsyncGenerator[CatalogService]:
    service = CatalogService(factory, clock)
    yield service
    await service.aclose()
    await factory.aclose()


def refs(catalog: CatalogService) -> list[str]:
    return [model.ref for model in catalog.models()]


def acme(factory: ProviderFactory, name: str = "acme") -> AcmeProvider:
    provider = factory.create(name)
    assert isinstance(provider, AcmeProvider)
    return provider


async def test_the_first_look_does_not_wait_for_a_vendor(catalog: CatalogService):
    assert refs(catalog) == ["acme:known", "slow:known"]


async def test_what_a_vendor_lists_takes_the_place_of_what_is_known(catalog: CatalogService):
    await catalog.refresh()
    assert refs(catalog)[0] == "acme:live"
    found = catalog.find("acme:live")
    assert found is not None
    assert found.name == "Live"
    assert catalog.find("acme:known") is None


async def test_a_failing_vendor_keeps_its_last_list_and_harms_no_other(catalog: CatalogService, factory: ProviderFactory):
    await catalog.refresh()
    acme(factory).listed = ServerFault("down")
    acme(factory, "slow").listed = []
    await catalog.refresh()
    assert "acme:live" in refs(catalog)


async def test_a_vendor_that_hangs_is_given_up(
    catalog: CatalogService, factory: ProviderFactory, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "ASK_SECONDS", 0.01)
    acme(factory, "slow").may_list.clear()
    await catalog.refresh()
    assert refs(catalog) == ["acme:live", "slow:known"]


async def test_a_list_is_asked_anew_when_it_is_old(catalog: CatalogService, factory: ProviderFactory, clock: Clock):
    await catalog.refresh()
    catalog.models()
    provider = acme(factory)
    provider.was_listed.clear()
    catalog.models()
    assert not provider.was_listed.is_set()
    clock.now += LIFETIME_SECONDS + 1
    catalog.models()
    async with asyncio.timeout(1):
        await provider.was_listed.wait()
