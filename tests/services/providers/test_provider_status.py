"""Every provider and how it stands."""

from collections.abc import AsyncGenerator

import pytest
from fakes.acme import AcmeProvider

from rxchat.db.database import Database
from rxchat.db.providers.typed_model_repository import TypedModelRepository
from rxchat.db.usage.call_repository import CallRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import (
    AuthenticationFailed,
    ConnectionFailed,
    InvalidResponse,
    NotConfigured,
    ProviderDisabled,
    ProviderError,
    RateLimited,
    ServerFault,
    TimedOut,
    UnknownModel,
    UnknownProvider,
    failure_of,
)
from rxchat.domain.provider_connection import Connection
from rxchat.domain.providers import Availability, StatusColor
from rxchat.domain.usage import Usage
from rxchat.providers.base import BaseProvider
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.registry import ProviderRegistry
from rxchat.services.events import EventBus
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.catalog import CatalogService
from rxchat.services.providers.provider_keys import hint_of
from rxchat.services.providers.provider_status import ProviderStatusService
from rxchat.services.providers.typed_models import TypedModels


class Keyed(AcmeProvider):
    name = "keyed"
    needs_key = True


KEYS = {"keyed": "sk-0123456789abcdef"}


def _connection(provider: type[BaseProvider]) -> Connection:
    key = KEYS.get(provider.name)
    return Connection(api_key=key, key_source="stored", key_hint=hint_of(key)) if key else Connection()


@pytest.fixture
async def factory() -> AsyncGenerator[ProviderFactory]:
    registry = ProviderRegistry()
    registry.register(AcmeProvider)
    registry.register(Keyed)
    registry.broken["/srv/somebody/providers/odd.py"] = "SyntaxError: '(' was never closed"
    made = ProviderFactory(registry, _connection)
    yield made
    await made.aclose()


@pytest.fixture
def health() -> HealthTracker:
    return HealthTracker()


@pytest.fixture
async def providers(factory: ProviderFactory, health: HealthTracker, database: Database) -> AsyncGenerator[ProviderStatusService]:
    catalog = CatalogService(factory, health)
    yield ProviderStatusService(
        factory,
        catalog,
        health,
        CallRepository(database),
        TypedModels(TypedModelRepository(database, 1), factory.registry, EventBus()),
    )
    await catalog.aclose()


async def test_all_are_told_broken_ones_last(providers: ProviderStatusService, user: int):
    statuses = await providers.all(user)
    assert [status.name for status in statuses] == ["acme", "keyed", "odd.py"]
    assert (statuses[-1].state, statuses[-1].color) == (Availability.BROKEN, StatusColor.RED)
    assert "never closed" in statuses[-1].message
    assert "somebody" not in statuses[-1].message


async def test_a_key_is_hinted_at_and_never_told(providers: ProviderStatusService, user: int, monkeypatch: pytest.MonkeyPatch):
    status = await providers.of(user, "keyed")
    assert (status.key_hint, status.key_source) == ("...cdef", "stored")
    assert KEYS["keyed"] not in repr(status)
    assert (await providers.of(user, "acme")).key_source is None


async def test_what_is_missing_or_switched_off_is_yellow(
    providers: ProviderStatusService, factory: ProviderFactory, user: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delitem(KEYS, "keyed")
    missing = await providers.of(user, "keyed")
    assert (missing.state, missing.color, missing.is_configured) == (Availability.NOT_CONFIGURED, StatusColor.YELLOW, False)
    assert "needs an API key" in missing.message
    factory.registry.disable("keyed")
    off = await providers.of(user, "keyed")
    assert (off.state, off.color, off.is_enabled, off.model_count) == (Availability.DISABLED, StatusColor.YELLOW, False, 0)


@pytest.mark.parametrize(
    ("error", "color"),
    [
        (AuthenticationFailed, StatusColor.RED),
        (ConnectionFailed, StatusColor.RED),
        (InvalidResponse, StatusColor.RED),
        (TimedOut, StatusColor.RED),
        (RateLimited, StatusColor.YELLOW),
        (ServerFault, StatusColor.YELLOW),
    ],
)
async def test_the_last_call_decides(
    providers: ProviderStatusService,
    factory: ProviderFactory,
    health: HealthTracker,
    user: int,
    error: type[ProviderError],
    color: StatusColor,
):
    acme = factory.create("acme")
    assert isinstance(acme, AcmeProvider)
    acme.may_list.clear()  # the catalogue's own call must not come between
    untested = await providers.of(user, "acme")
    assert (untested.state, untested.color) == (Availability.UNTESTED, StatusColor.YELLOW)
    health.failed("acme", failure_of(error("What happened.", provider="acme", hint="What to do.")))
    failed = await providers.of(user, "acme")
    assert (failed.state, failed.color, failed.message) == (Availability.ERROR, color, "What happened. What to do.")
    health.worked("acme", 5)
    works = await providers.of(user, "acme")
    assert (works.state, works.color, works.latency_ms) == (Availability.OK, StatusColor.GREEN, 5)
    assert works.last_failure is not None


class Server(AcmeProvider):
    name = "server"
    default_base_url = "http://localhost:11434"


async def test_a_server_that_is_not_running_here_is_no_alarm(
    providers: ProviderStatusService, factory: ProviderFactory, health: HealthTracker, user: int, monkeypatch: pytest.MonkeyPatch
):
    factory.registry.register(Server)
    server = factory.create("server")
    assert isinstance(server, AcmeProvider)
    server.may_list.clear()
    health.failed("server", failure_of(ConnectionFailed("Nobody is there.", provider="server")))
    absent = await providers.of(user, "server")
    assert (absent.state, absent.color, absent.is_configured) == (Availability.NOT_CONFIGURED, StatusColor.YELLOW, False)
    assert absent.message.startswith("Acme isn't running on this computer. Start it at http://localhost:11434")
    monkeypatch.setattr(Server, "default_base_url", "https://models.example.org")
    away = await providers.of(user, "server")
    assert (away.state, away.color, away.message[:16]) == (Availability.ERROR, StatusColor.RED, "Nobody is there.")


class Lab(Server):
    """A server whose models it has to say itself."""

    name = "lab"
    label = "Lab"
    needs_key = False
    default = ""

    def get_default_model(self) -> str:
        return self.default


async def test_a_provider_alone_means_its_default_model(providers: ProviderStatusService, factory: ProviderFactory):
    found, model = providers.default_of("acme")
    assert (found.name, model) == ("acme", "known")
    factory.registry.disable("acme")
    with pytest.raises(ProviderDisabled):
        providers.default_of("acme")
    with pytest.raises(UnknownProvider):
        providers.default_of("cloud")


async def test_where_no_model_is_known_it_is_said_why(
    providers: ProviderStatusService, factory: ProviderFactory, health: HealthTracker, user: int, monkeypatch: pytest.MonkeyPatch
):
    factory.registry.register(Lab)
    assert (await providers.of(user, "lab")).default_model is None
    with pytest.raises(UnknownModel, match="No models loaded for Lab"):
        providers.default_of("lab")
    health.failed("lab", failure_of(ConnectionFailed("Nobody is there.", provider="lab")))
    with pytest.raises(NotConfigured, match="isn't running"):
        providers.default_of("lab")
    monkeypatch.setattr(Lab, "needs_key", True)
    with pytest.raises(NotConfigured, match="Lab needs an API key"):
        providers.default_of("lab")
    monkeypatch.setattr(Lab, "default", "one")
    assert (await providers.of(user, "lab")).default_model == "lab:one"


async def test_usage_is_that_of_the_person_in_one_query_for_all(providers: ProviderStatusService, database: Database, user: int):
    outcome = Outcome(status=MessageStatus.COMPLETE, usage=Usage(input_tokens=3, output_tokens=2))
    await CallRepository(database).record(user, "acme", "known", outcome)
    with database.recorded() as statements:
        statuses = await providers.all(user)
    assert len(statements) == 1
    assert {status.name: status.usage.requests for status in statuses} == {"acme": 1, "keyed": 0, "odd.py": 0}


async def test_an_unknown_one_is_told_with_those_there_are(providers: ProviderStatusService, user: int):
    with pytest.raises(UnknownProvider) as raised:
        await providers.of(user, "cloud")
    assert "acme" in raised.value.hint
