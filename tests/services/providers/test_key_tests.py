"""Whether a key works."""

from collections.abc import AsyncGenerator

import pytest
from fakes.acme import AcmeProvider

from rxchat.domain.errors import (
    AuthenticationFailed,
    BillingRequired,
    ConnectionFailed,
    ProviderError,
    ServerFault,
    UnknownProvider,
)
from rxchat.domain.models import ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.domain.providers import KeyState
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.registry import ProviderRegistry
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.providers import key_tests as module
from rxchat.services.providers.key_tests import KeyTestService


class Keyed(AcmeProvider):
    name = "keyed"
    needs_key = True
    env_key = "KEYED_API_KEY"
    made: "list[Keyed]" = []  # noqa: RUF012 - counted over all of them
    is_closed = False

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        Keyed.made.append(self)

    async def aclose(self) -> None:
        self.is_closed = True
        await super().aclose()


@pytest.fixture
async def factory() -> AsyncGenerator[ProviderFactory]:
    registry = ProviderRegistry()
    registry.register(AcmeProvider)
    registry.register(Keyed)
    Keyed.made.clear()
    made = ProviderFactory(registry, lambda _: Connection())
    yield made
    await made.aclose()


@pytest.fixture
def health() -> HealthTracker:
    return HealthTracker()


@pytest.fixture
def tests(factory: ProviderFactory, health: HealthTracker) -> KeyTestService:
    return KeyTestService(factory, health)


def acme(factory: ProviderFactory) -> AcmeProvider:
    provider = factory.create("acme")
    assert isinstance(provider, AcmeProvider)
    return provider


async def test_a_key_that_works_is_told_with_what_was_found(tests: KeyTestService, health: HealthTracker):
    result = await tests.test("acme")
    assert (result.state, result.model_count) == (KeyState.VALID, 1)
    assert result.latency_ms is not None
    assert health.of("acme").last_success_at is not None


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (AuthenticationFailed, KeyState.INVALID),
        (BillingRequired, KeyState.NO_QUOTA),
        (ConnectionFailed, KeyState.UNREACHABLE),
    ],
)
async def test_what_is_wrong_is_told_in_words_and_reported(
    tests: KeyTestService, factory: ProviderFactory, health: HealthTracker, error: type[ProviderError], state: KeyState
):
    acme(factory).listed = error("What happened.", provider="acme", hint="What to do.")
    result = await tests.test("acme")
    assert (result.state, result.message) == (state, "What happened. What to do.")
    assert health.of("acme").failure is not None


async def test_a_vendor_that_says_nothing_is_given_up(
    tests: KeyTestService, factory: ProviderFactory, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "TEST_SECONDS", 0.01)
    acme(factory).may_list.clear()
    assert (await tests.test("acme")).state is KeyState.UNREACHABLE


async def test_a_provider_with_a_fault_of_its_own_is_told(
    tests: KeyTestService, factory: ProviderFactory, monkeypatch: pytest.MonkeyPatch
):
    async def broken() -> None:
        raise KeyError("models")

    monkeypatch.setattr(acme(factory), "get_models", broken)
    result = await tests.test("acme")
    assert result.state is KeyState.UNREACHABLE
    assert "unexpected" in result.message


async def test_without_a_key_nobody_is_asked(tests: KeyTestService):
    result = await tests.test("keyed")
    assert (result.state, result.latency_ms) == (KeyState.MISSING, None)
    assert "KEYED_API_KEY" in result.message


async def test_another_key_is_tried_and_thrown_away(tests: KeyTestService, health: HealthTracker):
    assert (await tests.test("keyed", "sk-other")).state is KeyState.VALID
    own, other = Keyed.made
    assert (own.key, other.key, other.is_closed) == ("", "sk-other", True)
    assert health.of("keyed").last_success_at is None


async def test_an_unknown_provider_is_told(tests: KeyTestService):
    with pytest.raises(UnknownProvider):
        await tests.test("cloud")


async def test_another_key_can_be_tried_where_the_stored_one_does_not_open(health: HealthTracker):
    registry = ProviderRegistry()
    registry.register(Keyed)
    factory = ProviderFactory(registry, lambda _: Connection(key_source="stored", is_key_lost=True))
    tests = KeyTestService(factory, health)
    assert (await tests.test("keyed")).state is KeyState.MISSING
    assert (await tests.test("keyed", "sk-other")).state is KeyState.VALID
    await factory.aclose()


async def test_what_the_vendor_says_is_told_to_who_tests_and_to_nobody_else(
    tests: KeyTestService, factory: ProviderFactory, health: HealthTracker, monkeypatch: pytest.MonkeyPatch
):
    async def failing() -> list[ModelInfo]:
        raise acme(factory).fault(ServerFault, says="the person's own words")

    monkeypatch.setattr(acme(factory), "get_models", failing)
    assert "the person's own words" in (await tests.test("acme")).message
    assert health.of("acme").failure is not None
    assert "own words" not in repr(health.of("acme"))


async def test_an_empty_list_is_told(tests: KeyTestService, factory: ProviderFactory, monkeypatch: pytest.MonkeyPatch):
    async def empty() -> list[ModelInfo]:
        return []

    monkeypatch.setattr(acme(factory), "get_models", empty)
    result = await tests.test("acme")
    assert (result.state, result.model_count) == (KeyState.VALID, 0)
    assert "model list is empty" in result.message
