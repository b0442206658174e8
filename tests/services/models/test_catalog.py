"""Models from every provider, at once."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from fakes.acme import AcmeProvider

from rxchat.domain.errors import NoModelList, ServerFault
from rxchat.domain.models import ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.registry import ProviderRegistry
from rxchat.services.events import EventBus, ProvidersChanged
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models import catalog as module
from rxchat.services.models.catalog import FAILED_LIFETIME_SECONDS, LIFETIME_SECONDS, CatalogService


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
def health() -> HealthTracker:
    return HealthTracker()


@pytest.fixture
async def catalog(factory: ProviderFactory, health: HealthTracker, clock: Clock) -> AsyncGenerator[CatalogService]:
    service = CatalogService(factory, health, clock)
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
    async with asyncio.timeout(30):
        await provider.was_listed.wait()


async def test_a_list_that_its_vendor_did_not_say_is_stale(catalog: CatalogService, factory: ProviderFactory):
    assert catalog.is_stale("acme")
    await catalog.refresh()
    assert not catalog.is_stale("acme")
    acme(factory).listed = ServerFault("down")
    await catalog.refresh()
    assert (catalog.is_stale("acme"), catalog.is_stale("slow")) == (True, False)


async def test_a_vendor_that_failed_is_asked_again_sooner(catalog: CatalogService, factory: ProviderFactory, clock: Clock):
    acme(factory).listed = ServerFault("down")
    await catalog.refresh()
    acme(factory).was_listed.clear()
    acme(factory, "slow").was_listed.clear()
    clock.now += FAILED_LIFETIME_SECONDS + 1
    catalog.models()
    async with asyncio.timeout(30):
        await acme(factory).was_listed.wait()
    assert not acme(factory, "slow").was_listed.is_set()


async def test_a_vendor_is_not_asked_twice_at_once(catalog: CatalogService, factory: ProviderFactory):
    provider = acme(factory)
    provider.may_list.clear()
    catalog.models()
    both = asyncio.gather(catalog.refresh([provider]), catalog.refresh([provider]))
    await provider.was_listed.wait()
    provider.may_list.set()
    await both
    assert provider.times_listed == 1


async def test_a_list_that_is_another_one_now_is_told_and_one_that_is_the_same_is_not(
    factory: ProviderFactory, health: HealthTracker, clock: Clock
):
    acme(factory, "slow").may_list.clear()
    events = EventBus()
    changes = events.subscribe(ProvidersChanged)
    catalog = CatalogService(factory, health, clock, events=events)
    await catalog.refresh([acme(factory)])
    assert (changes.take(), refs(catalog)) == ((ProvidersChanged("acme"),), ["acme:live", "slow:known"])
    await catalog.refresh([acme(factory)])
    acme(factory).listed = ServerFault("down")
    await catalog.refresh([acme(factory)])
    assert changes.take() == ()
    await catalog.aclose()


async def test_how_a_vendor_did_is_reported(catalog: CatalogService, factory: ProviderFactory, health: HealthTracker):
    acme(factory).listed = ServerFault("down", provider="acme")
    await catalog.refresh()
    failure = health.of("acme").failure
    assert failure is not None
    assert failure.code == "server_fault"
    assert health.of("slow").last_success_at is not None


async def test_a_provider_with_a_fault_in_its_own_list_harms_no_other(
    catalog: CatalogService, factory: ProviderFactory, monkeypatch: pytest.MonkeyPatch
):
    def broken() -> list[ModelInfo]:
        raise KeyError("models")

    monkeypatch.setattr(acme(factory), "known_models", broken)
    monkeypatch.setattr(acme(factory), "get_models", broken)
    assert refs(catalog) == ["slow:known"]
    await catalog.refresh()
    assert refs(catalog) == ["slow:live"]


async def test_a_list_of_another_connection_is_forgotten_also_while_it_is_asked_for(
    catalog: CatalogService, factory: ProviderFactory
):
    await catalog.refresh()
    assert "acme:live" in refs(catalog)
    acme(factory).may_list.clear()
    acme(factory).was_listed.clear()
    old = asyncio.create_task(catalog.refresh([acme(factory)]))
    await acme(factory).was_listed.wait()
    catalog.forget("acme")
    assert "acme:known" in refs(catalog)
    await old
    acme(factory).may_list.set()
    await catalog.refresh([acme(factory)])
    assert "acme:live" in refs(catalog)


class Listless(AcmeProvider):
    """A server without a list."""

    name = "listless"

    async def get_models(self) -> list[ModelInfo]:
        raise self.fault(NoModelList, status=404)

    def known_models(self) -> list[ModelInfo]:
        return []


async def test_models_that_a_person_names_stand_beside_the_list(health: HealthTracker, clock: Clock):
    registry = ProviderRegistry()
    registry.register(AcmeProvider)
    registry.register(Listless)
    factory, typed = (
        ProviderFactory(registry, lambda _: Connection()),
        {"acme": ["live", "mine"], "listless": ["whisper-1", "own"]},
    )
    catalog = CatalogService(factory, health, clock, typed=lambda name: typed.get(name, []))
    await catalog.refresh()
    found = {model.ref: model.is_typed for model in catalog.models()}
    assert (found["acme:live"], found["acme:mine"], found["listless:own"]) == (False, True, True)
    assert catalog.has_no_list("listless")
    assert not catalog.has_no_list("acme")
    assert health.of("listless").failure is None
    assert catalog.default_of(factory.create("listless")) in ("own", AcmeProvider().get_default_model())
    typed.clear()
    await catalog.refresh()
    failure = health.of("listless").failure
    assert failure is not None
    assert failure.code == "no_model_list"
    typed["listless"] = ["own"]
    await catalog.refresh()
    assert health.of("listless").failure is None
    await catalog.aclose()
    await factory.aclose()


async def test_a_list_of_any_length_is_bounded(
    catalog: CatalogService, factory: ProviderFactory, monkeypatch: pytest.MonkeyPatch
):
    async def many() -> list[ModelInfo]:
        return [ModelInfo(provider="acme", id=str(number % 5000), name="\u202ename") for number in range(20_000)]

    monkeypatch.setattr(acme(factory), "get_models", many)
    await catalog.refresh()
    found = [model for model in catalog.models() if model.provider == "acme"]
    assert (len(found), found[0].name, len({model.id for model in found})) == (2_000, "name", 2_000)
