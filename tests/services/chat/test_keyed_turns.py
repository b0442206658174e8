"""Turns that are sent more than once: the page after a lost connection, a script that tries again."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import pytest
from fakes.acme import DONE, AcmeProvider
from held import fill_the_disk, free_the_disk

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.purge import erase
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.chunks import Chunk, ThinkingDelta
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import AuthenticationFailed, InvalidRequest, NotSaved, Restarting
from rxchat.domain.turns import NewTurn, TurnKey
from rxchat.services.chat.generation import Generation
from rxchat.services.chat.generations import GenerationService
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.spending_limits import SpendingLimits
from rxchat.services.write_retries import WriteRetries

KEY = TurnKey.of("key-1", "Hi")


@pytest.fixture
async def generations(messages: MessageRepository, spending: SpendingLimits) -> AsyncGenerator[GenerationService]:
    service = GenerationService(messages, Pricing(), HealthTracker(), spending, WriteRetries())
    yield service
    await service.aclose()


@pytest.fixture
async def restarted(messages: MessageRepository, spending: SpendingLimits) -> AsyncGenerator[GenerationService]:
    """The service after rxchat was started again."""
    service = GenerationService(messages, Pricing(), HealthTracker(), spending, WriteRetries())
    yield service
    await service.aclose()


@pytest.fixture
def acme() -> AcmeProvider:
    return AcmeProvider()


@pytest.fixture
def turn(user: int) -> NewTurn:
    return NewTurn(user_id=user, conversation_id=None, text="Hi", title="Hi", provider="acme", model="known", key=KEY)


async def read(generation: Generation) -> tuple[str, str]:
    async with aclosing(generation.frames()) as frames:
        got = [frame async for frame in frames]
    return "".join(frame.text for frame in got), "".join(frame.thinking for frame in got)


async def ended(generations: GenerationService, acme: AcmeProvider, turn: NewTurn, *said: Chunk | Exception | str) -> Generation:
    generation = await generations.start(turn, acme)
    acme.say(*said)
    await generation.ended()
    return generation


async def test_sent_again_it_has_the_answer_that_is_growing(generations: GenerationService, acme: AcmeProvider, turn: NewTurn):
    one, *others = await asyncio.gather(*(generations.start(turn, acme) for _ in range(5)))
    assert all(other is one for other in others)
    acme.say("Half")
    again = await generations.start(turn, acme)
    acme.say(" and half", DONE)
    assert again is one
    assert await read(again) == ("Half and half", "")
    assert len(acme.requests) == 1


@pytest.mark.parametrize(
    ("said", "status", "text", "thinking"),
    [
        ([ThinkingDelta(text="Hm."), "Hello", " there", DONE], MessageStatus.COMPLETE, "Hello there", "Hm."),
        (["Half", AuthenticationFailed("Acme rejected your API key.")], MessageStatus.ERROR, "Half", ""),
        ([AuthenticationFailed("Acme rejected your API key.")], MessageStatus.ERROR, "", ""),
    ],
    ids=["complete", "cut", "failed"],
)
async def test_sent_again_later_it_has_the_answer_as_it_was_saved(
    generations: GenerationService,
    restarted: GenerationService,
    acme: AcmeProvider,
    turn: NewTurn,
    said: list[Chunk | Exception | str],
    status: MessageStatus,
    text: str,
    thinking: str,
):
    first = await ended(generations, acme, turn, *said)
    outcome = await first.ended()
    for service in (generations, restarted):
        again = await service.start(turn, acme)
        assert (again.reply_id, again.conversation_id, again.turn.user_message_id) == (1 + 1, 1, 1)
        assert (await read(again), again.provider, again.model) == ((text, thinking), "acme", "known")
        assert (await again.ended()).status is status
        assert replace(await again.ended(), raw_reason="") == replace(outcome, raw_reason="")
    assert len(acme.requests) == 1


async def test_another_version_of_an_answer_is_written_once_for_each_key(
    generations: GenerationService, acme: AcmeProvider, turn: NewTurn
):
    first = await ended(generations, acme, turn, "One", DONE)
    keys = [TurnKey.of(name, "again") for name in ("a", "b")]
    for key in keys:
        both = await asyncio.gather(*(generations.retry(turn.user_id, first.reply_id, acme, "known", key=key) for _ in range(2)))
        assert both[0] is both[1]
        acme.say("More", DONE)
        await both[0].ended()
    again = await generations.retry(turn.user_id, first.reply_id, acme, "known", key=keys[0])
    assert (again.reply_id, len(acme.requests)) == (3, 3)


async def test_a_key_names_one_message_of_one_person(
    generations: GenerationService, database: Database, acme: AcmeProvider, turn: NewTurn
):
    await ended(generations, acme, turn, "Hello", DONE)
    with pytest.raises(InvalidRequest, match="used for another message"):
        await generations.start(replace(turn, text="Bye", key=TurnKey.of("key-1", "Bye")), acme)
    eve = await UserRepository(database).add("eve@example.org", "Eve", "")
    theirs = await ended(generations, acme, replace(turn, user_id=eve), "Hello, Eve", DONE)
    assert theirs.conversation_id == 2


async def test_what_was_not_saved_can_be_sent_again_with_its_key(
    generations: GenerationService, database: Database, acme: AcmeProvider, turn: NewTurn
):
    turn = replace(turn, text="Hi" * 10_000)
    await fill_the_disk(database)
    with pytest.raises(NotSaved):
        await generations.start(turn, acme)
    await free_the_disk(database)
    assert (await ended(generations, acme, turn, "Hello", DONE)).text == "Hello"
    assert len(acme.requests) == 1


async def test_a_message_in_the_trash_is_not_sent_again_and_one_that_was_erased_is(
    generations: GenerationService, database: Database, acme: AcmeProvider, turn: NewTurn
):
    first = await ended(generations, acme, turn, "Hello", DONE)
    conversations = ConversationRepository(database)
    await conversations.delete(turn.user_id, first.conversation_id)
    with pytest.raises(InvalidRequest, match="deleted since"):
        await generations.start(turn, acme)
    await erase(database, turn.user_id, first.conversation_id)
    assert (await ended(generations, acme, turn, "Hello again", DONE)).text == "Hello again"


async def test_of_four_questions_at_once_in_a_conversation_exactly_one_begins(
    generations: GenerationService, messages: MessageRepository, acme: AcmeProvider, turn: NewTurn
):
    conversation = (await ended(generations, acme, turn, "Hello", DONE)).conversation_id
    for round_ in range(2):
        keys = [TurnKey.of(f"{round_}-{each}", "") for each in range(4)]
        asked = [replace(turn, text=key.text, conversation_id=conversation, key=key) for key in keys]
        results = await asyncio.gather(*(generations.start(each, acme) for each in asked), return_exceptions=True)
        [started] = [each for each in results if isinstance(each, Generation)]
        refused = [each for each in results if isinstance(each, InvalidRequest)]
        assert [each.message for each in refused] == ["A response is still in progress."] * 3
        acme.say("Yes", DONE)
        await started.ended()
        assert len(await messages.list_visible(turn.user_id, conversation)) == 4 + 2 * round_


async def test_a_service_that_stops_begins_no_turn_and_still_hands_out_the_answer_of_an_earlier_one(
    generations: GenerationService, acme: AcmeProvider, turn: NewTurn, user: int
):
    first = await ended(generations, acme, turn, "Hello", DONE)
    generations.turns.close()
    assert (await generations.start(turn, acme)).reply_id == first.reply_id
    for new in (replace(turn, key=None), replace(turn, key=TurnKey.of("key-2", "Hi"))):
        with pytest.raises(Restarting, match="restarting"):
            await generations.start(new, acme)
    with pytest.raises(Restarting):
        await generations.retry(user, first.reply_id, acme, "known")
