from collections.abc import AsyncGenerator

import pytest

from rxchat.domain.errors import AmbiguousModel, InvalidRequest, NotConfigured, ProviderDisabled, UnknownModel, UnknownProvider
from rxchat.domain.models import ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.providers.base import BaseProvider
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.openai_compatible import OpenAICompatibleProvider
from rxchat.providers.registry import ProviderRegistry


class Ollama(OpenAICompatibleProvider):
    name = "ollama"
    label = "Ollama"
    default_model = "m"
    needs_key = False


class Acme(OpenAICompatibleProvider):
    name = "acme"
    label = "Acme"
    default_model = "m"
    closed = False

    async def aclose(self) -> None:
        await super().aclose()
        self.closed = True


def _listed(*refs: tuple[str, str]) -> list[ModelInfo]:
    return [ModelInfo(provider=provider, id=id_, name=id_) for provider, id_ in refs]


@pytest.fixture
async def factory() -> AsyncGenerator[ProviderFactory]:
    registry = ProviderRegistry()
    registry.register(Ollama)
    registry.register(Acme)

    def connect(provider: type[BaseProvider]) -> Connection:
        return Connection(api_key=f"key of {provider.name}")

    made = ProviderFactory(registry, connect)
    yield made
    await made.aclose()


def test_one_instance_per_provider_is_made_with_its_own_connection(factory: ProviderFactory):
    acme = factory.create("acme")
    assert factory.create("acme") is acme
    assert acme.connection.api_key == "key of acme"


def test_an_unknown_provider_is_told(factory: ProviderFactory):
    with pytest.raises(UnknownProvider):
        factory.create("cloud")


@pytest.mark.parametrize(
    ("ref", "provider", "model"),
    [("acme:anvil", "acme", "anvil"), ("ollama:llama3:8b", "ollama", "llama3:8b"), ("acme:", "acme", "")],
)
def test_a_ref_is_split_at_the_first_colon(factory: ProviderFactory, ref: str, provider: str, model: str):
    found, id_ = factory.for_model(ref)
    assert (found.name, id_) == (provider, model)


def test_a_bare_id_belongs_to_the_one_provider_that_lists_it(factory: ProviderFactory):
    listed = _listed(("acme", "anvil"), ("ollama", "llama3:8b"))
    assert factory.for_model("anvil", listed)[0].name == "acme"
    assert factory.for_model("llama3:8b", listed)[0].name == "ollama"


def test_a_bare_id_that_several_list_names_the_candidates(factory: ProviderFactory):
    with pytest.raises(AmbiguousModel) as raised:
        factory.for_model("anvil", _listed(("ollama", "anvil"), ("acme", "anvil"), ("acme", "anvil")))
    assert raised.value.hint == "Choose one: acme:anvil, ollama:anvil."


def test_a_provider_that_is_switched_off_is_not_a_candidate(factory: ProviderFactory):
    listed = _listed(("ollama", "anvil"), ("acme", "anvil"))
    factory.registry.disable("ollama")
    assert factory.for_model("anvil", listed)[0].name == "acme"
    factory.registry.disable("acme")
    with pytest.raises(UnknownModel):
        factory.for_model("anvil", listed)


@pytest.mark.parametrize("ref", ["anvil", "cloud:anvil", "claude-like-name", ""])
def test_nothing_is_guessed(factory: ProviderFactory, ref: str):
    with pytest.raises(UnknownModel):
        factory.for_model(ref, _listed(("acme", "hammer")))


def test_configured_are_the_enabled_ones_that_have_what_they_need():
    registry = ProviderRegistry()
    registry.register(Ollama)
    registry.register(Acme)
    factory = ProviderFactory(registry, lambda _: Connection())
    assert [provider.name for provider in factory.configured()] == ["ollama"]
    registry.disable("ollama")
    assert factory.configured() == []


async def test_a_forgotten_provider_is_closed_and_made_anew(factory: ProviderFactory):
    acme = factory.create("acme")
    assert isinstance(acme, Acme)
    await factory.forget("acme")
    await factory.forget("acme")
    assert acme.closed
    assert factory.create("acme") is not acme


async def test_closing_the_factory_closes_every_provider(factory: ProviderFactory):
    acme = factory.create("acme")
    assert isinstance(acme, Acme)
    await factory.aclose()
    assert acme.closed


@pytest.mark.parametrize(
    ("ref", "provider", "model"),
    [("anvil", "acme", "anvil"), ("acme:anvil", "acme", "anvil"), ("llama3:8b", "ollama", "llama3:8b")],
)
def test_a_provider_given_beside_the_model_is_taken_at_its_word(factory: ProviderFactory, ref: str, provider: str, model: str):
    found, id_ = factory.for_model(ref, provider=provider)
    assert (found.name, id_) == (provider, model)


def test_a_provider_that_contradicts_the_model_is_told(factory: ProviderFactory):
    with pytest.raises(InvalidRequest):
        factory.for_model("acme:anvil", provider="ollama")
    with pytest.raises(UnknownProvider):
        factory.for_model("acme:anvil", provider="cloud")


def test_a_provider_that_is_switched_off_is_not_asked(factory: ProviderFactory):
    factory.registry.disable("acme")
    for ask in (lambda: factory.for_model("acme:anvil"), lambda: factory.for_model("anvil", provider="acme")):
        with pytest.raises(ProviderDisabled) as raised:
            ask()
        assert raised.value.provider == "acme"


def test_a_provider_whose_own_code_fails_is_put_with_the_broken_ones_and_harms_no_other():
    class Broken(Ollama):
        name = "broken"

        def unavailable(self) -> NotConfigured | None:
            raise KeyError("a fault of its own")

    registry = ProviderRegistry()
    registry.register(Ollama)
    registry.register(Broken)
    factory = ProviderFactory(registry, lambda _: Connection())
    assert [provider.name for provider in factory.configured()] == ["ollama"]
    assert registry.names() == ["ollama"]
    (error,) = registry.broken.values()
    assert error == "KeyError: 'a fault of its own'"
