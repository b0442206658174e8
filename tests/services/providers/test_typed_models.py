import pytest
from fakes.acme import AcmeProvider

from rxchat.db.database import Database
from rxchat.db.providers.typed_model_repository import TypedModelRepository
from rxchat.domain.errors import Forbidden, InvalidRequest, NotFound, UnknownProvider
from rxchat.providers.registry import ProviderRegistry
from rxchat.services.events import EventBus, ProvidersChanged
from rxchat.services.providers.typed_models import MOST, TypedModels, checked_model


@pytest.fixture
def registry() -> ProviderRegistry:
    made = ProviderRegistry()
    made.register(AcmeProvider)
    return made


@pytest.fixture
def repository(database: Database, user: int) -> TypedModelRepository:
    return TypedModelRepository(database, user)


async def test_a_model_is_named_kept_published_and_removed(repository: TypedModelRepository, registry: ProviderRegistry):
    events = EventBus()
    changes = events.subscribe(ProvidersChanged)
    typed = TypedModels(repository, registry, events)
    for model in ("  maker/large:7b ", "small"):
        await typed.add("acme", model)
        assert changes.take() == (ProvidersChanged("acme"),)
    assert typed.of("acme") == ("maker/large:7b", "small")
    again = TypedModels(repository, registry, EventBus())
    await again.catch_up()
    assert again.of("acme") == typed.of("acme")
    await again.remove("acme", "small")
    await typed.catch_up()
    assert (typed.of("acme"), changes.take()) == (("maker/large:7b",), (ProvidersChanged("acme"),))
    await typed.catch_up()
    assert changes.take() == ()
    await typed.forget("acme")
    assert (typed.of("acme"), await repository.all()) == ((), {})


async def test_what_cannot_be_one_is_refused_in_words(repository: TypedModelRepository, registry: ProviderRegistry):
    typed = TypedModels(repository, registry, EventBus())
    for model in ("", "  ", "a\u202eb", "x" * 201, "a\nb"):
        with pytest.raises(InvalidRequest, match="isn't a valid model ID"):
            await typed.add("acme", model)
    with pytest.raises(UnknownProvider):
        await typed.add("nobody", "m")
    with pytest.raises(NotFound):
        await typed.remove("acme", "m")
    known = tuple(str(number) for number in range(MOST))
    assert checked_model("7", known) == "7"
    with pytest.raises(InvalidRequest, match="the most there can be"):
        checked_model("new", known)
    assert await repository.all() == {}


async def test_in_a_team_they_are_named_on_the_server(repository: TypedModelRepository, registry: ProviderRegistry):
    typed = TypedModels(repository, registry, EventBus(), is_read_only=True)
    for change in (typed.add("acme", "m"), typed.remove("acme", "m")):
        with pytest.raises(Forbidden):
            await change
