"""Names that a model gives."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from decimal import Decimal
from typing import Any

import pytest
from fakes.acme import DONE, AcmeProvider

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.model_choice_repository import ModelChoiceRepository
from rxchat.db.database import Database
from rxchat.db.messages.branch_repository import BranchRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.usage.call_repository import CallRepository
from rxchat.domain.errors import Overloaded
from rxchat.domain.models import Lifecycle, ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import Reasoning
from rxchat.domain.turns import NewTurn
from rxchat.domain.usage import Price
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.registry import ProviderRegistry
from rxchat.providers.vendors.local import LocalProvider
from rxchat.services.chat.conversations import ConversationService
from rxchat.services.chat.generation import Generation
from rxchat.services.chat.generations import GenerationService
from rxchat.services.chat.title_generation import MAX_TOKENS, TitleWriter, cheapest
from rxchat.services.events import AnswerEnded, ConversationChanged, EventBus
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.catalog import CatalogService
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.spending_limits import SpendingLimits
from rxchat.services.write_retries import WriteRetries


class Sold(AcmeProvider):
    """Acme with a key, and so with prices."""

    needs_key = True


class Prices(Pricing):
    def price(self, provider: Any, model: str) -> Price | None:  # noqa: ARG002 - Pricing's signature
        known = {"dear": "9", "cheap": "0.1", "old": "0.01", "free": "0"}
        return (
            Price(input_per_million=Decimal(known[model]), output_per_million=Decimal(known[model])) if model in known else None
        )


def a_model(name: str, **more: Any) -> ModelInfo:
    return ModelInfo(provider="acme", id=name, name=name, **more)


class OneProvider(ProviderFactory):
    """Gives the provider that a test scripts, whatever it is asked for."""

    def __init__(self, given: Callable[[], AcmeProvider]) -> None:
        super().__init__(ProviderRegistry(), lambda _: Connection())
        self._given = given

    def create(self, name: str) -> AcmeProvider:  # noqa: ARG002 - ProviderFactory's signature
        return self._given()


class Rig:
    """Answers and their names over one database."""

    def __init__(self, database: Database, user: int, spending: SpendingLimits) -> None:
        self.user = user
        self.spending = spending
        self.acme: AcmeProvider = AcmeProvider()
        self.health, self.events, late = HealthTracker(), EventBus(), WriteRetries()
        self.messages = MessageRepository(database)
        self.factory = OneProvider(lambda: self.acme)
        catalog = CatalogService(self.factory, self.health)
        self.generations = GenerationService(self.messages, Pricing(), self.health, spending, late, events=self.events)
        self.conversations = ConversationService(
            ConversationRepository(database),
            ModelChoiceRepository(database),
            BranchRepository(database),
            self.generations,
            self.events,
        )
        self.titles = TitleWriter(
            self.conversations, self.messages, CallRepository(database), self.factory, catalog, Pricing(), spending, late
        )
        self.ended = self.events.subscribe(AnswerEnded)
        self.changes = self.events.subscribe(ConversationChanged)
        self.naming = asyncio.create_task(self.titles.run(self.ended))

    async def ask(self, text: str = "Why is the sky blue?", conversation_id: int | None = None) -> Generation:
        turn = NewTurn(user_id=self.user, conversation_id=conversation_id, text=text, title=text, provider="acme", model="known")
        return await self.generations.start(turn, self.acme)

    async def settle(self) -> None:
        """Wait for every name that is being written, of the answers that have ended."""
        await asyncio.sleep(0)
        await asyncio.wait_for(asyncio.gather(*self.titles._tasks), 30)  # pyright: ignore[reportPrivateUsage]

    async def title(self, generation: Generation) -> str:
        return (await self.conversations.get(self.user, generation.conversation_id)).title


@pytest.fixture
async def rig(database: Database, user: int, spending: SpendingLimits) -> AsyncGenerator[Rig]:
    made = Rig(database, user, spending)
    yield made
    await made.generations.aclose()
    made.ended.close()
    await made.naming
    await made.titles.aclose()


async def usage(database: Database) -> list[tuple[Any, ...]]:
    async with database.session() as session:
        connection = await session.connection()
        columns = "conversation_id, message_id IS NULL, model, output_tokens, status"
        return [tuple(row) for row in await connection.exec_driver_sql(f"SELECT {columns} FROM usage_tracking ORDER BY id")]


async def test_a_conversation_is_named_after_its_first_answer_and_the_tabs_are_told(rig: Rig, database: Database):
    rig.acme.title = '"Blue skies."'
    generation = await rig.ask()
    rig.acme.say("Because of ", "Rayleigh scattering.", DONE)
    await generation.ended()
    assert await asyncio.wait_for(anext(rig.changes), 30) == (ConversationChanged(rig.user, generation.conversation_id),)
    assert await rig.title(generation) == "Blue skies"
    (request,) = rig.acme.naming
    assert (request.model, request.max_tokens, request.reasoning) == ("known", MAX_TOKENS, Reasoning.OFF)
    assert "Why is the sky blue?" in request.messages[0].text
    assert "Rayleigh scattering." in request.messages[0].text
    await rig.settle()
    assert await usage(database) == [
        (generation.conversation_id, 0, "known", 2, "complete"),
        (generation.conversation_id, 1, "known", 2, "complete"),
    ]


async def test_it_is_asked_for_once_and_not_before_the_answer_stands(rig: Rig):
    generation = await rig.ask()
    await rig.acme.asked.wait()
    assert rig.acme.naming == []
    rig.acme.say("Hi", DONE)
    await generation.ended()
    await rig.settle()
    rig.acme.say("Again", DONE)
    await (await rig.ask("And now?", generation.conversation_id)).ended()
    await rig.settle()
    assert len(rig.acme.naming) == 1


async def test_a_name_that_the_person_gave_stays_whenever_it_was_given(rig: Rig):
    rig.acme.title = "By the model"
    rig.acme.may_name.clear()
    during_the_call = await rig.ask()
    rig.acme.say("Hi", DONE)
    await rig.acme.was_asked_for_a_name.wait()
    await rig.conversations.rename(rig.user, during_the_call.conversation_id, "Mine")
    rig.acme.may_name.set()
    await rig.settle()
    assert await rig.title(during_the_call) == "Mine"
    during_the_answer = await rig.ask()
    await rig.conversations.rename(rig.user, during_the_answer.conversation_id, "Mine too")
    rig.acme.say("Hi", DONE)
    await during_the_answer.ended()
    await rig.settle()
    assert await rig.title(during_the_answer) == "Mine too"
    assert len(rig.acme.naming) == 1


async def test_a_conversation_that_is_deleted_meanwhile_is_let_be(rig: Rig, caplog: pytest.LogCaptureFixture):
    generation = await rig.ask()
    await rig.conversations.delete(rig.user, generation.conversation_id)
    rig.acme.say("Hi", DONE)
    await generation.ended()
    await rig.settle()
    assert (rig.acme.naming, caplog.records) == ([], [])


async def test_an_answer_that_failed_names_nothing(rig: Rig):
    generation = await rig.ask()
    rig.acme.say("Half", Overloaded("Acme is overloaded right now."))
    await generation.ended()
    await rig.settle()
    assert (rig.acme.naming, await rig.title(generation)) == ([], "Why is the sky blue?")


async def test_a_name_that_fails_is_no_mark_against_the_provider_and_is_counted(rig: Rig, database: Database):
    rig.acme.naming_fails = Overloaded("Acme is overloaded right now.")
    generation = await rig.ask()
    rig.acme.say("Hi", DONE)
    await generation.ended()
    await rig.settle()
    assert await rig.title(generation) == "Why is the sky blue?"
    assert rig.health.of("acme").failure is None
    assert [row[-1] for row in await usage(database)] == ["complete", "error"]


async def test_where_a_cap_is_reached_no_name_is_paid_for(rig: Rig, database: Database):
    rig.acme = Sold(Connection(api_key="k"))
    generation = await rig.ask()
    await rig.spending.set_cap(rig.user, None, Decimal(0))
    rig.acme.say("Hi", DONE)
    await generation.ended()
    await rig.settle()
    assert (rig.acme.naming, len(await usage(database))) == ([], 1)


@pytest.mark.parametrize("said", [(), ("\n ",)])
async def test_an_answer_without_a_word_is_not_named(rig: Rig, said: tuple[str, ...]):
    generation = await rig.ask()
    rig.acme.say(*said, DONE)
    await generation.ended()
    assert (rig.titles._tasks, rig.acme.naming) == (set(), [])  # pyright: ignore[reportPrivateUsage]


async def test_a_name_without_end_is_left(rig: Rig, database: Database):
    rig.acme.title = "word " * 1_000
    generation = await rig.ask()
    rig.acme.say("Hi", DONE)
    await generation.ended()
    await rig.settle()
    assert await rig.title(generation) == "Why is the sky blue?"
    assert [row[-1] for row in await usage(database)] == ["complete", "interrupted"]


async def test_a_name_without_a_word_in_it_is_none(rig: Rig):
    rig.acme.title = "..."
    generation = await rig.ask()
    rig.acme.say("Hi", DONE)
    await generation.ended()
    await rig.settle()
    assert await rig.title(generation) == "Why is the sky blue?"


async def test_the_end_of_the_program_does_not_wait_for_a_name(rig: Rig, database: Database):
    rig.acme.may_name.clear()
    generation = await rig.ask()
    rig.acme.say("Hi", DONE)
    await rig.acme.was_asked_for_a_name.wait()
    await asyncio.wait_for(rig.titles.aclose(), 30)
    assert await rig.title(generation) == "Why is the sky blue?"
    assert [row[-1] for row in await usage(database)] == ["complete", "interrupted"]


def test_the_cheapest_current_model_with_a_price_is_asked():
    sold = Sold(Connection(api_key="k"))
    listed = [a_model(name) for name in ("unpriced", "free", "dear", "cheap")] + [a_model("old", lifecycle=Lifecycle.DEPRECATED)]
    listed.append(ModelInfo(provider="other", id="old", name="Another vendor's"))
    assert cheapest(sold, "dear", listed, Prices()) == "cheap"
    assert cheapest(sold, "dear", [a_model("unpriced"), a_model("free")], Prices()) == "dear"
    assert cheapest(AcmeProvider(), "dear", listed, Prices()) == "dear"


def test_the_small_model_on_this_computer_names_nothing():
    assert not LocalProvider.can_name_conversations
