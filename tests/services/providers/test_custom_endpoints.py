"""Endpoints of a person's own, over a real database and a vendor's fake."""

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterable
from contextlib import asynccontextmanager
from ipaddress import ip_network
from pathlib import Path

import pytest
from fakes.openai import FakeOpenAI
from providers.certificates import Authority, secure_server
from published import published

from rxchat.db.database import Database
from rxchat.db.providers.endpoint_repository import EndpointRepository
from rxchat.db.providers.key_repository import KeyRepository
from rxchat.db.providers.typed_model_repository import TypedModelRepository
from rxchat.domain.endpoints import Endpoint
from rxchat.domain.errors import Forbidden, InvalidCertificate, InvalidRequest, UnknownProvider
from rxchat.domain.provider_connection import Network
from rxchat.providers.custom_endpoint import custom_endpoint
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.registry import ProviderRegistry
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.security.master_key import MasterKey
from rxchat.security.vault import Vault
from rxchat.services.events import EventBus, ProvidersChanged
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.catalog import CatalogService
from rxchat.services.providers.custom_endpoints import EndpointService, checked_label, register_all, slug_of
from rxchat.services.providers.provider_keys import KeyService
from rxchat.services.providers.provider_settings import ProviderSettings
from rxchat.services.providers.typed_models import TypedModels


class Program:
    """As much of the program as endpoints are about."""

    def __init__(self, database: Database, keys: KeyService, *, is_read_only: bool) -> None:
        self.registry = ProviderRegistry()
        self.registry.register(ClaudeProvider)
        self.factory = ProviderFactory(self.registry, keys.connect)
        self.events = EventBus()
        self.typed_models = TypedModels(TypedModelRepository(database, keys.user_id), self.registry, self.events)
        self.health = HealthTracker(events=self.events)
        self.catalog = CatalogService(self.factory, self.health, typed=self.typed_models.of, events=self.events)
        self.keys = KeyRepository(database)
        self.repository = EndpointRepository(database, keys.user_id)
        self.key_service = keys
        self.settings = ProviderSettings(
            keys,
            self.keys,
            self.factory,
            self.catalog,
            self.health,
            self.events,
            typed_models=self.typed_models,
            is_read_only=is_read_only,
        )
        self.endpoints = self.endpoints_with()

    def endpoints_with(self, shadowed: Iterable[Endpoint] = ()) -> EndpointService:
        return EndpointService(self.repository, self.registry, self.settings, self.typed_models, self.events, shadowed)

    def models_of(self, provider: str) -> list[str]:
        return [model.id for model in self.catalog.models() if model.provider == provider]


@pytest.fixture
def vendor() -> Generator[FakeOpenAI]:
    with FakeOpenAI() as fake:
        yield fake


@asynccontextmanager
async def started(
    database: Database, folder: Path, user_id: int, *, private: tuple[Network, ...] | None = None, is_read_only: bool = False
) -> AsyncGenerator[Program]:
    stored = await KeyRepository(database).list_of(user_id)
    keys = KeyService(folder, {}.get, private, vault=Vault(MasterKey(bytes(32))), user_id=user_id, stored=stored)
    program = Program(database, keys, is_read_only=is_read_only)
    await register_all(program.registry, program.repository)
    yield program
    await program.catalog.aclose()
    await program.factory.aclose()


@pytest.fixture
async def program(database: Database, tmp_path: Path, user: int) -> AsyncGenerator[Program]:
    async with started(database, tmp_path, user) as running:
        yield running


async def test_an_endpoint_works_at_once_and_after_a_restart(
    program: Program, database: Database, tmp_path: Path, user: int, vendor: FakeOpenAI
):
    async with published(program.events, ProvidersChanged) as changes:
        name = await program.endpoints.add(" My  lab ", f" {vendor.url} ", vendor.key)
    assert (name, changes) == ("custom-my-lab", [ProvidersChanged("custom-my-lab")])
    assert program.models_of(name)
    assert program.health.of(name).last_success_at is not None
    assert vendor.key.encode() not in (tmp_path / "rxchat.db").read_bytes()
    async with started(database, tmp_path, user) as again:
        provider = again.factory.create(name)
        assert (provider.label, provider.key, provider.default_base_url) == ("My lab", vendor.key, vendor.url)


async def test_what_is_removed_is_gone_with_its_key_and_its_name_is_free_again(
    program: Program, database: Database, tmp_path: Path, user: int, vendor: FakeOpenAI
):
    name = await program.endpoints.add("My lab", vendor.url, vendor.key)
    await program.endpoints.remove(name)
    assert (program.registry.names(), program.models_of(name)) == (["claude"], [])
    assert program.health.of(name).last_success_at is None
    assert await program.keys.list_of(user) == []
    async with started(database, tmp_path, user) as again:
        assert again.registry.names() == ["claude"]
    assert await program.endpoints.add("My lab", vendor.url) == name
    assert program.factory.create(name).key == ""


async def test_two_of_one_name_are_told_apart(program: Program, vendor: FakeOpenAI):
    names = await asyncio.gather(*(program.endpoints.add("Lab", vendor.url, vendor.key) for _ in range(3)))
    assert sorted(names) == ["custom-lab", "custom-lab-2", "custom-lab-3"]


async def test_one_that_answers_to_nobody_is_added_all_the_same_and_says_so(program: Program):
    name = await program.endpoints.add("Away", "http://127.0.0.1:9/v1")
    failure = program.health.of(name).failure
    assert failure is not None
    assert failure.code == "connection_failed"


async def test_what_can_be_no_endpoint_is_refused_and_nothing_is_kept(program: Program):
    for label, url, key in (
        ("", "http://localhost:1/v1", None),
        ("x" * 61, "http://localhost:1/v1", None),
        ("tab\x00", "http://localhost:1/v1", None),
        ("Lab", "lab.example/v1", None),
        ("Lab", "http://169.254.169.254/v1", None),
        ("Lab", "http://user:secret@localhost/v1", None),
        ("Lab", "http://localhost:1/v1", "two words"),
    ):
        with pytest.raises(InvalidRequest):
            await program.endpoints.add(label, url, key)
    assert (await program.repository.all(), program.registry.names()) == ([], ["claude"])


async def test_only_what_was_added_can_be_removed(program: Program):
    with pytest.raises(InvalidRequest, match="Claude isn't a custom provider"):
        await program.endpoints.remove("claude")
    with pytest.raises(UnknownProvider):
        await program.endpoints.remove("custom-nothing")


async def test_in_a_team_a_private_address_and_a_change_from_afar_are_refused(database: Database, tmp_path: Path, user: int):
    office = (ip_network("10.0.0.0/8"),)
    async with started(database, tmp_path, user, private=office) as program:
        with pytest.raises(InvalidRequest, match="private network"):
            await program.endpoints.add("Lab", "http://192.168.1.5/v1")
    async with started(database, tmp_path, user, is_read_only=True) as team:
        with pytest.raises(Forbidden):
            await team.endpoints.add("Lab", "http://10.0.0.1/v1")
        with pytest.raises(Forbidden):
            await team.endpoints.remove("claude")


async def test_one_that_cannot_be_kept_is_not_there_either(program: Program, monkeypatch: pytest.MonkeyPatch):
    async def fail(_: Endpoint) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(program.repository, "add", fail)
    with pytest.raises(OSError, match="full"):
        await program.endpoints.add("Lab", "http://localhost:1/v1")
    assert program.registry.names() == ["claude"]


async def test_one_whose_name_a_file_has_taken_is_told_and_can_be_removed(program: Program):
    await program.repository.add(Endpoint(name="claude", label="Lab", base_url="http://localhost:1/v1"))
    shadowed = await register_all(program.registry, program.repository)
    assert "Two providers" in program.registry.broken["Lab"]
    endpoints = program.endpoints_with(shadowed)
    with pytest.raises(InvalidRequest, match="Claude isn't a custom provider"):
        await endpoints.remove("claude")
    await endpoints.catch_up()
    assert endpoints.is_shadowed("Lab")
    async with published(program.events, ProvidersChanged) as changes:
        await endpoints.remove("Lab")
    assert not endpoints.is_shadowed("Lab")
    assert (program.registry.broken, await program.repository.all(), program.registry.names()) == ({}, [], ["claude"])
    assert changes == [ProvidersChanged("Lab")]


async def test_what_the_console_does_meanwhile_is_taken_over(program: Program, vendor: FakeOpenAI):
    name = "custom-lab"
    await program.repository.add(Endpoint(name=name, label="Lab", base_url=vendor.url))
    provider = custom_endpoint(name, "Lab", vendor.url)
    await program.keys.put(program.key_service.user_id, program.key_service.sealed(provider, vendor.key, None))
    await program.endpoints.catch_up()
    assert (program.factory.create(name).key, bool(program.models_of(name))) == (vendor.key, True)
    async with published(program.events, ProvidersChanged) as changes:
        await program.endpoints.catch_up()
    assert changes == []

    await program.repository.remove(name)
    await program.repository.add(Endpoint(name=name, label="Lab", base_url="http://127.0.0.1:9/v1"))
    await program.endpoints.catch_up()
    assert program.factory.create(name).default_base_url == "http://127.0.0.1:9/v1"
    assert program.factory.create(name).key == ""  # it was sealed for the other address

    await program.repository.remove(name)
    await program.endpoints.catch_up()
    assert program.registry.names() == ["claude"]
    assert program.models_of(name) == []


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority")


async def test_a_certificate_authority_is_used_at_once_after_a_restart_and_by_its_endpoint_only(
    program: Program, database: Database, tmp_path: Path, user: int, authority: Authority
):
    with secure_server(authority.certificate("127.0.0.1")) as port:
        url = f"https://127.0.0.1:{port}/v1"
        lab, other = await program.endpoints.add("Lab", url, None, authority.pem), await program.endpoints.add("Other", url)
        assert (program.models_of(lab), program.models_of(other)) == (["m"], [])
        failure = program.health.of(other).failure
        assert failure is not None
        assert (failure.code, "Certificate authority" in failure.hint) == ("insecure_connection", True)
        await program.endpoints.set_certificate_authority(other, authority.pem)
        assert (program.models_of(other), program.health.of(other).failure) == (["m"], None)
        await program.endpoints.set_certificate_authority(lab, None)
        assert (program.models_of(lab), program.endpoints.certificate_authority(lab)) == ([], None)
        async with started(database, tmp_path, user) as again:
            kept = {name: again.endpoints.certificate_authority(name) for name in (lab, other)}
            assert kept == {lab: None, other: authority.pem}
            assert [model.id for model in await again.factory.create(other).get_models()] == ["m"]


async def test_a_change_of_its_authority_drops_the_old_context_and_leaves_the_rest(program: Program, authority: Authority):
    name = await program.endpoints.add("Lab", "https://127.0.0.1:9/v1", "sk-of-the-lab-0123")
    await program.settings.set_enabled(name, is_enabled=False)
    before = program.factory.create(name)
    async with published(program.events, ProvidersChanged) as changes:
        await program.endpoints.set_certificate_authority(name, f" {authority.pem} ")
    after = program.factory.create(name)
    assert after is not before
    assert after.tls() is not before.tls()
    assert (after.label, after.base_url, after.key) == (before.label, before.base_url, "sk-of-the-lab-0123")
    assert not program.registry.is_enabled(name)
    assert changes == [ProvidersChanged(name)]


async def test_what_can_be_no_authority_is_refused_and_nothing_is_kept(
    program: Program, database: Database, tmp_path: Path, user: int, authority: Authority
):
    with pytest.raises(InvalidCertificate):
        await program.endpoints.add("Lab", "https://127.0.0.1:9/v1", None, "no certificate")
    assert program.registry.names() == ["claude"]
    name = await program.endpoints.add("Lab", "https://127.0.0.1:9/v1", None, authority.pem)
    with pytest.raises(InvalidCertificate):
        await program.endpoints.set_certificate_authority(name, "no certificate")
    assert program.endpoints.certificate_authority(name) == authority.pem
    with pytest.raises(InvalidRequest, match="Claude isn't a custom provider") as refused:
        await program.endpoints.set_certificate_authority("claude", authority.pem)
    assert "SSL_CERT_FILE" in refused.value.hint
    with pytest.raises(UnknownProvider):
        program.endpoints.certificate_authority("custom-nothing")
    async with started(database, tmp_path, user, is_read_only=True) as team:
        with pytest.raises(Forbidden):
            await team.endpoints.set_certificate_authority(name, None)


async def test_an_authority_that_another_process_changes_is_taken_over(program: Program, authority: Authority):
    name = await program.endpoints.add("Lab", "https://127.0.0.1:9/v1")
    await program.repository.set_certificate_authority(name, authority.pem)
    await program.endpoints.catch_up()
    assert program.endpoints.certificate_authority(name) == authority.pem
    async with published(program.events, ProvidersChanged) as changes:
        await program.endpoints.catch_up()
    assert changes == []


@pytest.mark.parametrize(
    ("label", "slug"),
    [("My lab", "my-lab"), ("Büro №2", "buro-no2"), ("  -- ", "endpoint"), ("研究室", "endpoint"), ("x" * 60, "x" * 40)],
)
def test_a_name_is_made_of_the_label(label: str, slug: str):
    assert slug_of(label) == slug
    assert checked_label(f" {label} ") != ""
