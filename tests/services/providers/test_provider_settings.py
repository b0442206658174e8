"""Keys, addresses and switches as a person sets them: over a real database and a vendor's fake."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fakes.acme import AcmeProvider
from fakes.anthropic import FakeAnthropic
from published import published

from rxchat.db.database import Database
from rxchat.db.providers.key_repository import KeyRepository
from rxchat.db.providers.typed_model_repository import TypedModelRepository
from rxchat.domain.errors import Forbidden, InvalidRequest, NoModelList, UnknownProvider
from rxchat.domain.messages import user_message
from rxchat.domain.models import ModelInfo
from rxchat.domain.requests import ChatRequest
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.registry import ProviderRegistry
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.providers.vendors.local import LocalProvider
from rxchat.providers.vendors.mistral import MistralProvider
from rxchat.security.master_key import MasterKey
from rxchat.security.vault import Vault
from rxchat.services.events import EventBus, ProvidersChanged
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.catalog import CatalogService
from rxchat.services.providers.provider_keys import KeyService
from rxchat.services.providers.provider_settings import ProviderSettings
from rxchat.services.providers.typed_models import TypedModels


class Program:
    """As much of the program as keys are about."""

    def __init__(self, database: Database, keys: KeyService, *, is_read_only: bool) -> None:
        registry = ProviderRegistry()
        for provider in (ClaudeProvider, MistralProvider, LocalProvider):
            registry.register(provider)
        self.factory = ProviderFactory(registry, keys.connect)
        self.events = EventBus()
        self.health = HealthTracker(events=self.events)
        typed = TypedModels(TypedModelRepository(database, keys.user_id), registry, self.events)
        self.catalog = CatalogService(self.factory, self.health, typed=typed.of, events=self.events)
        self.repository = KeyRepository(database)
        self.settings = ProviderSettings(
            keys,
            self.repository,
            self.factory,
            self.catalog,
            self.health,
            self.events,
            typed_models=typed,
            is_read_only=is_read_only,
        )

    def models_of(self, provider: str) -> list[str]:
        return [model.id for model in self.catalog.models() if model.provider == provider]


@pytest.fixture
def vendor() -> Generator[FakeAnthropic]:
    with FakeAnthropic() as fake:
        yield fake


@asynccontextmanager
async def started(
    database: Database, folder: Path, user_id: int, environment: dict[str, str], *, is_read_only: bool = False
) -> AsyncGenerator[Program]:
    stored = await KeyRepository(database).list_of(user_id)
    keys = KeyService(folder, environment.get, vault=Vault(MasterKey(bytes(32))), user_id=user_id, stored=stored)
    program = Program(database, keys, is_read_only=is_read_only)
    program.settings.apply()
    yield program
    await program.catalog.aclose()
    await program.factory.aclose()


@pytest.fixture
async def program(database: Database, tmp_path: Path, user: int, vendor: FakeAnthropic) -> AsyncGenerator[Program]:
    async with started(database, tmp_path, user, {"ANTHROPIC_BASE_URL": vendor.url}) as running:
        yield running


async def test_a_key_works_at_once_and_after_a_restart(
    program: Program, database: Database, tmp_path: Path, user: int, vendor: FakeAnthropic
):
    assert program.models_of("claude") == []
    async with published(program.events, ProvidersChanged) as changes:
        await program.settings.set_key("claude", f" {vendor.key}\n")
    assert program.models_of("claude")
    assert program.health.of("claude").last_success_at is not None
    assert changes.count(ProvidersChanged("claude")) == 1
    assert vendor.key.encode() not in (tmp_path / "rxchat.db").read_bytes()
    async with started(database, tmp_path, user, {"ANTHROPIC_BASE_URL": vendor.url}) as again:
        assert again.factory.create("claude").key == vendor.key


async def test_a_key_that_is_refused_is_kept_and_told(program: Program, vendor: FakeAnthropic):
    await program.settings.set_key("claude", "sk-ant-wrong-0123456789")
    failure = program.health.of("claude").failure
    assert failure is not None
    assert failure.code == "authentication_failed"
    await program.settings.set_key("claude", vendor.key)
    assert program.health.of("claude").failure is None


async def test_a_key_that_is_taken_away_is_gone_at_once(program: Program, user: int, vendor: FakeAnthropic):
    await program.settings.set_key("claude", vendor.key)
    await program.settings.remove_key("claude")
    assert (program.factory.create("claude").key, program.models_of("claude")) == ("", [])
    assert [one.sealed for one in await program.repository.list_of(user)] == [""]


async def test_a_switch_hides_its_models_only_and_outlives_a_restart(
    program: Program, database: Database, tmp_path: Path, user: int, vendor: FakeAnthropic
):
    await program.settings.set_key("claude", vendor.key)
    await program.settings.set_key("mistral", "mistral-key-0123456789", vendor.url)
    await program.settings.set_enabled("claude", is_enabled=False)
    assert program.models_of("claude") == []
    assert program.models_of("mistral")
    async with started(database, tmp_path, user, {"ANTHROPIC_BASE_URL": vendor.url}) as again:
        assert not again.factory.registry.is_enabled("claude")
        await again.settings.set_key("claude", vendor.key)
        assert not again.factory.registry.is_enabled("claude")
        await again.settings.set_enabled("claude", is_enabled=True)
        assert again.models_of("claude")


async def test_a_slow_server_is_given_more_time_until_a_person_says_otherwise(
    program: Program, database: Database, tmp_path: Path, user: int, vendor: FakeAnthropic
):
    usual = program.factory.create("claude").deadlines.first_content
    await program.settings.set_wait("claude", 1_800)
    await program.settings.set_key("claude", vendor.key)
    async with started(database, tmp_path, user, {"ANTHROPIC_BASE_URL": vendor.url}) as again:
        assert again.factory.create("claude").deadlines.first_content == 1_800
        await again.settings.set_wait("claude", None)
        assert again.factory.create("claude").deadlines.first_content == usual
        for seconds in (0, 9, 3_601):
            with pytest.raises(InvalidRequest, match="between 10 and 3,600 seconds"):
                await again.settings.set_wait("claude", seconds)


async def test_with_another_address_no_request_carries_the_key(program: Program, vendor: FakeAnthropic):
    await program.settings.set_key("claude", vendor.key)
    with FakeAnthropic() as elsewhere:
        await program.settings.set_base_url("claude", elsewhere.url)
        await program.catalog.refresh()
        assert elsewhere.requests == []
        assert program.factory.create("claude").connection.is_key_lost
        await program.settings.set_key("claude", elsewhere.key)
        assert elsewhere.requests
        assert program.factory.create("claude").connection.base_url == elsewhere.url
    await program.settings.set_base_url("claude", None)
    assert program.factory.create("claude").connection.base_url == vendor.url


async def test_an_answer_under_way_ends_well_when_the_key_changes(program: Program, vendor: FakeAnthropic):
    await program.settings.set_key("claude", vendor.key)
    asked, may_answer = threading.Event(), threading.Event()

    def hold() -> None:
        asked.set()
        may_answer.wait(10)

    vendor.next(text="One two.", hold=hold)
    provider = program.factory.create("claude")
    request = ChatRequest(model="claude-sonnet-5-5", messages=(user_message("Hello"),))
    answering = asyncio.create_task(provider.send_message(request))
    assert await asyncio.to_thread(asked.wait, 10)
    await program.settings.remove_key("claude")
    assert not provider.http.is_closed
    may_answer.set()
    assert (await answering).text == "One two."
    assert provider.http.is_closed


async def test_changes_at_the_same_time_leave_one_row(program: Program, user: int, vendor: FakeAnthropic):
    await asyncio.gather(*(program.settings.set_key("claude", f"{vendor.key}{number}") for number in range(5)))
    (stored,) = await program.repository.list_of(user)
    assert stored.provider == "claude"


async def test_what_can_be_no_key_or_no_address_is_refused_and_nothing_is_kept(program: Program, user: int):
    for key in ("", "  ", "two words", "schlüssel", "line\nbreak", "k" * 5000):
        with pytest.raises(InvalidRequest, match="key"):
            await program.settings.set_key("claude", key)
    with pytest.raises(InvalidRequest, match="isn't allowed"):
        await program.settings.set_key("claude", "sk-ant-fine", "http://169.254.169.254/latest")
    with pytest.raises(InvalidRequest, match="no API key"):
        await program.settings.set_key("local", "sk-of-nobody")
    for change in (program.settings.set_key("cloud", "k"), program.settings.set_enabled("cloud", is_enabled=False)):
        with pytest.raises(UnknownProvider):
            await change
    assert await program.repository.list_of(user) == []


async def test_in_a_team_they_are_set_on_the_server_only(database: Database, tmp_path: Path, user: int):
    async with started(database, tmp_path, user, {}, is_read_only=True) as team:
        for change in (
            team.settings.set_key("claude", "sk-ant"),
            team.settings.remove_key("claude"),
            team.settings.set_base_url("claude", None),
            team.settings.set_wait("claude", 60),
            team.settings.set_enabled("claude", is_enabled=False),
        ):
            with pytest.raises(Forbidden):
                await change
        assert await team.repository.list_of(user) == []


async def test_what_another_process_has_changed_is_taken_over_and_nothing_else_is_touched(
    program: Program, database: Database, tmp_path: Path, user: int, vendor: FakeAnthropic
):
    await program.settings.set_key("mistral", "mistral-key-0123456789", vendor.url)
    mistral = program.factory.create("mistral")
    async with started(database, tmp_path, user, {"ANTHROPIC_BASE_URL": vendor.url}) as console:
        await console.settings.set_key("claude", vendor.key)
        await console.settings.set_enabled("local", is_enabled=False)
    async with published(program.events, ProvidersChanged) as changes:
        await program.settings.catch_up()
    assert program.models_of("claude")
    assert not program.factory.registry.is_enabled("local")
    assert program.factory.create("mistral") is mistral
    assert changes == [ProvidersChanged("claude"), ProvidersChanged("local")]
    async with published(program.events, ProvidersChanged) as changes:
        await program.settings.catch_up()
    assert changes == []
    async with started(database, tmp_path, user, {"ANTHROPIC_BASE_URL": vendor.url}) as console:
        await console.repository.delete(user, "claude")
    await program.settings.catch_up()
    assert (program.factory.create("claude").key, program.models_of("claude")) == ("", [])


class Listless(AcmeProvider):
    """A server without a list of models."""

    name = "listless"

    async def get_models(self) -> list[ModelInfo]:
        raise self.fault(NoModelList, status=404)

    def known_models(self) -> list[ModelInfo]:
        return []


@pytest.mark.parametrize("model", ["whisper-9", "maker/own:1b"])
async def test_a_model_for_a_server_without_a_list_is_published_once(program: Program, model: str):
    program.factory.registry.register(Listless)
    await program.catalog.refresh([program.factory.create("listless")])
    failure = program.health.of("listless").failure
    assert failure is not None
    assert failure.code == "no_model_list"
    async with published(program.events, ProvidersChanged) as changes:
        await program.settings.add_model("listless", model)
    assert changes == [ProvidersChanged("listless")]
    assert program.health.of("listless").failure is None
    assert program.models_of("listless") == [model]
