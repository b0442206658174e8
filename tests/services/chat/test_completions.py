"""Answers that an API client reads."""

from contextlib import aclosing

import pytest
from fakes.acme import DONE, AcmeProvider

from rxchat.db.database import Database
from rxchat.db.usage.call_repository import CallRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.messages import user_message
from rxchat.domain.requests import ChatRequest
from rxchat.domain.turns import Turn
from rxchat.services.chat.answer_feed import Frame
from rxchat.services.chat.completions import CompletionService, completion_of
from rxchat.services.chat.generation import Generation
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.spending_limits import SpendingLimits
from rxchat.services.write_retries import WriteRetries

REQUEST = ChatRequest(model="known", messages=(user_message("Hi"),))


@pytest.fixture
def completions(database: Database, spending: SpendingLimits) -> CompletionService:
    return CompletionService(CallRepository(database), Pricing(), HealthTracker(), spending, WriteRetries())


async def rows(database: Database) -> list[tuple[str, int | None]]:
    async with database.session() as session:
        connection = await session.connection()
        found = await connection.exec_driver_sql("SELECT status, output_tokens FROM usage_tracking")
        return [(row.status, row.output_tokens) for row in found]


async def test_a_stateless_answer_is_told_with_its_end_and_counted(completions: CompletionService, database: Database, user: int):
    acme = AcmeProvider()
    acme.say("Hi", DONE)
    answer = completions.complete(user, acme, REQUEST)
    frame, outcome = [piece async for piece in answer.pieces]
    assert frame == Frame("Hi", "")
    assert isinstance(outcome, Outcome)
    assert outcome.status is MessageStatus.COMPLETE
    assert (answer.provider, answer.model, answer.conversation_id) == ("acme", "known", None)
    assert await rows(database) == [("complete", 2)]


async def test_one_that_is_left_stops_the_vendor_and_is_counted_too(
    completions: CompletionService, database: Database, user: int
):
    acme = AcmeProvider()
    acme.say("Half")
    async with aclosing(completions.complete(user, acme, REQUEST).pieces) as pieces:
        assert await anext(pieces) == Frame("Half", "")
    assert acme.closed.is_set()
    assert await rows(database) == [("cancelled", None)]


async def test_one_that_cannot_be_counted_is_given_all_the_same(
    completions: CompletionService, database: Database, user: int, caplog: pytest.LogCaptureFixture
):
    async with database.transaction() as session:
        await (await session.connection()).exec_driver_sql("DROP TABLE usage_tracking")
    acme = AcmeProvider()
    acme.say("Hi", DONE)
    frame, outcome = [piece async for piece in completions.complete(user, acme, REQUEST).pieces]
    assert frame == Frame("Hi", "")
    assert isinstance(outcome, Outcome)
    assert "could not be counted" in caplog.text


async def test_a_saved_answer_is_followed_to_its_end():
    turn = Turn(conversation_id=3, user_message_id=6, reply_id=7, is_new_conversation=False)
    generation = Generation(turn=turn, user_id=1, provider="acme", model="known")
    answer = completion_of(generation)
    assert (answer.id, answer.conversation_id) == ("7", 3)
    generation.add(text="Hi")
    assert await anext(answer.pieces) == Frame("Hi", "")
    outcome = Outcome(status=MessageStatus.COMPLETE)
    generation.end(outcome)
    assert [piece async for piece in answer.pieces] == [outcome]
