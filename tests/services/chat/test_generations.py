"""Answers being written, with a real database and a provider that says what a test wants."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

import pytest
from fakes.acme import DONE, AcmeProvider
from held import fill_the_disk, free_the_disk, held_by_another_program, rows

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.errors import AuthenticationFailed, InvalidRequest, NotFound, NotSaved, StreamInterrupted
from rxchat.domain.turns import NewTurn, Turn
from rxchat.services.chat.generation import Generation
from rxchat.services.chat.generations import GenerationService
from rxchat.services.events import AnswerEnded, EventBus
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.spending_limits import SpendingLimits
from rxchat.services.write_retries import WriteRetries


@pytest.fixture
async def generations(messages: MessageRepository, spending: SpendingLimits) -> AsyncGenerator[GenerationService]:
    service = GenerationService(messages, Pricing(), HealthTracker(), spending, WriteRetries())
    yield service
    await service.aclose()


@pytest.fixture
def acme() -> AcmeProvider:
    return AcmeProvider()


def a_turn(user: int, text: str = "Hi", conversation_id: int | None = None) -> NewTurn:
    return NewTurn(user_id=user, conversation_id=conversation_id, text=text, title=text, provider="acme", model="known")


async def the_reply(messages: MessageRepository, user: int, generation: Generation) -> SavedMessage:
    return await messages.get(user, generation.reply_id)


async def test_question_and_reply_are_saved_before_the_vendor_is_called(
    generations: GenerationService, messages: MessageRepository, acme: AcmeProvider, user: int
):
    generation = await generations.start(a_turn(user, "Why?"), acme)
    question, reply = await messages.list_visible(user, generation.conversation_id)
    assert (question.text, reply.text, reply.status) == ("Why?", "", MessageStatus.STREAMING)


async def test_a_turn_takes_as_few_statements_as_it_can_until_the_vendor_is_asked(
    generations: GenerationService, database: Database, acme: AcmeProvider, user: int
):
    """The caps, the rows, and one look at what was said before: nothing that was just written is read again."""

    async def asked(start: Callable[[], Awaitable[Generation]]) -> tuple[int, int, int]:
        acme.asked.clear()
        with database.recorded() as statements:
            generation = await start()
            await acme.asked.wait()
        acme.say("Yes", DONE)
        await generation.ended()
        sent = [message.text for message in acme.requests[-1].messages]
        assert sent[-1] in ("First", "Next")
        return len(statements), len(sent), generation.conversation_id

    count, sent, conversation = await asked(lambda: generations.start(a_turn(user, "First"), acme))
    assert (count, sent) == (5, 1)
    for earlier in range(1, 20):
        count, sent, _ = await asked(lambda: generations.start(a_turn(user, "Next", conversation), acme))
        assert (count, sent) == (7, 1 + 2 * earlier)
    reply_id = 2
    assert (await asked(lambda: generations.retry(user, reply_id, acme, "known")))[1] == 1  # and makes the first branch
    count, sent, _ = await asked(lambda: generations.start(a_turn(user, "Next", conversation), acme))
    assert (count, sent) == (7, 3)
    assert (await asked(lambda: generations.retry(user, reply_id, acme, "known")))[:2] == (10, 1)


async def test_an_answer_is_saved_with_what_is_known_of_it(
    generations: GenerationService, messages: MessageRepository, acme: AcmeProvider, user: int
):
    generation = await generations.start(a_turn(user), acme)
    acme.say("Hello", " there", DONE)
    await generation.ended()
    reply = await the_reply(messages, user, generation)
    assert (reply.text, reply.status, reply.provider, reply.model) == (
        "Hello there",
        MessageStatus.COMPLETE,
        "acme",
        "known",
    )
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (3, 2)
    assert reply.latency_ms is not None


async def test_stop_closes_the_call_at_once_and_keeps_the_text(
    generations: GenerationService, messages: MessageRepository, acme: AcmeProvider, user: int
):
    generation = await generations.start(a_turn(user), acme)
    acme.say("Half")
    async with aclosing(generation.frames(0)) as frames:
        assert (await anext(frames)).text == "Half"
    async with asyncio.timeout(0.1):
        stopping = asyncio.create_task(generations.stop(user, generation.conversation_id))
        await acme.closed.wait()
    await stopping
    reply = await the_reply(messages, user, generation)
    assert (reply.text, reply.status) == ("Half", MessageStatus.CANCELLED)
    with pytest.raises(NotFound):
        await generations.stop(user, generation.conversation_id)


async def test_a_stop_in_the_first_moment_still_ends_the_answer(
    generations: GenerationService, messages: MessageRepository, acme: AcmeProvider, user: int
):
    generation = await generations.start(a_turn(user), acme)
    await generations.stop(user, generation.conversation_id)
    assert (await generation.ended()).status is MessageStatus.CANCELLED
    assert (await the_reply(messages, user, generation)).status is MessageStatus.CANCELLED


async def test_an_error_is_stored_with_its_cause(
    generations: GenerationService, messages: MessageRepository, acme: AcmeProvider, user: int
):
    generation = await generations.start(a_turn(user), acme)
    acme.say(AuthenticationFailed("Acme rejected your API key."))
    await generation.ended()
    reply = await the_reply(messages, user, generation)
    assert reply.status is MessageStatus.ERROR
    assert reply.failure is not None
    assert (reply.failure.code, reply.failure.message) == ("authentication_failed", "Acme rejected your API key.")


async def test_an_answer_cut_off_is_interrupted_and_never_complete(
    generations: GenerationService, messages: MessageRepository, acme: AcmeProvider, user: int
):
    generation = await generations.start(a_turn(user), acme)
    acme.say("Almost", StreamInterrupted("The stream broke off."))
    await generation.ended()
    reply = await the_reply(messages, user, generation)
    assert (reply.text, reply.status) == ("Almost", MessageStatus.INTERRUPTED)


async def test_the_programs_end_saves_answers_as_interrupted(
    generations: GenerationService, messages: MessageRepository, acme: AcmeProvider, user: int
):
    generation = await generations.start(a_turn(user), acme)
    acme.say("Not yet")
    async with aclosing(generation.frames(0)) as frames:
        await anext(frames)
    await generations.aclose()
    reply = await the_reply(messages, user, generation)
    assert (reply.text, reply.status) == ("Not yet", MessageStatus.INTERRUPTED)


async def test_what_a_dead_process_left_is_marked_at_the_next_start(
    messages: MessageRepository, generations: GenerationService, user: int
):
    turn = await messages.begin_turn(a_turn(user))
    await messages.append(turn.reply_id, text="Then the light went")
    assert await generations.recover() == 1
    reply = await messages.get(user, turn.reply_id)
    assert (reply.text, reply.status) == ("Then the light went", MessageStatus.INTERRUPTED)


async def test_a_conversation_has_one_answer_at_a_time(generations: GenerationService, acme: AcmeProvider, user: int):
    generation = await generations.start(a_turn(user), acme)
    with pytest.raises(InvalidRequest):
        await generations.start(a_turn(user, "Again", generation.conversation_id), acme)


async def test_nobody_else_can_watch_or_stop_an_answer(generations: GenerationService, acme: AcmeProvider, user: int):
    generation = await generations.start(a_turn(user), acme)
    stranger = user + 1
    assert generations.running(stranger, generation.conversation_id) is None
    assert generations.running_in(stranger) == set()
    with pytest.raises(NotFound):
        await generations.stop(stranger, generation.conversation_id)


async def test_two_conversations_do_not_wait_for_each_other(generations: GenerationService, user: int):
    slow, quick = AcmeProvider(), AcmeProvider()
    waiting = await generations.start(a_turn(user, "slow"), slow)
    done = await generations.start(a_turn(user, "quick"), quick)
    quick.say("ready", DONE)
    assert (await done.ended()).status is MessageStatus.COMPLETE
    assert waiting.outcome is None


async def test_a_retry_asks_the_same_again_and_replaces_the_answer_in_view(
    generations: GenerationService, messages: MessageRepository, acme: AcmeProvider, user: int
):
    first = await generations.start(a_turn(user, "Why?"), acme)
    acme.say(AuthenticationFailed("no"))
    await first.ended()
    second = await generations.retry(user, first.reply_id, acme, "known")
    acme.say("Because.", DONE)
    await second.ended()
    shown = await messages.list_visible(user, first.conversation_id)
    assert [message.text for message in shown] == ["Why?", "Because."]
    assert [message.text for message in acme.requests[-1].messages] == ["Why?"]


async def test_a_watcher_sees_this_answer_and_the_next(generations: GenerationService, acme: AcmeProvider, user: int):
    first = await generations.start(a_turn(user), acme)
    with generations.subscribe(user, first.conversation_id) as answers:
        assert await anext(answers) is first
        acme.say("one", DONE)
        await first.ended()
        second = await generations.start(a_turn(user, "two?", first.conversation_id), acme)
        assert await anext(answers) is second


async def test_an_answer_that_ended_before_the_watcher_looked_is_not_missed(
    generations: GenerationService, acme: AcmeProvider, user: int
):
    first = await generations.start(a_turn(user), acme)
    with generations.subscribe(user, first.conversation_id) as answers:
        acme.say("one", DONE)
        await first.ended()
        async with asyncio.timeout(30):
            assert await anext(answers) is first


LONG = "word " * 3_280  # 16,400 characters


async def test_an_answer_that_cannot_be_saved_is_over_and_saved_as_soon_as_it_can_be(
    messages: MessageRepository, spending: SpendingLimits, acme: AcmeProvider, user: int, database: Database
):
    events = EventBus()
    ended = events.subscribe(AnswerEnded)
    late = WriteRetries(pauses=(0.02,) * 1000)
    generations = GenerationService(messages, Pricing(), HealthTracker(), spending, late, events=events)
    generation = await generations.start(a_turn(user), acme)
    await fill_the_disk(database)
    acme.say(LONG, DONE)
    outcome = await asyncio.wait_for(generation.ended(), 30)
    assert outcome.status is MessageStatus.COMPLETE
    assert "isn't saved yet. The disk is full" in outcome.notes[0]
    assert generations.running(user, generation.conversation_id) is None
    reply = await the_reply(messages, user, generation)
    assert (reply.text, reply.status, reply.notes) == (LONG, MessageStatus.COMPLETE, outcome.notes)
    with pytest.raises(NotSaved, match="The disk is full"):
        await generations.start(a_turn(user, "x" * 100_000, generation.conversation_id), acme)
    with generations.subscribe(user, generation.conversation_id) as subscription:
        assert [event.is_saved for event in await asyncio.wait_for(anext(ended), 30) if isinstance(event, AnswerEnded)] == [False]
        await free_the_disk(database)
        assert [event.is_saved for event in await asyncio.wait_for(anext(ended), 30) if isinstance(event, AnswerEnded)] == [True]
        assert await asyncio.wait_for(anext(aiter(subscription)), 30) is generation
    reply = await the_reply(messages, user, generation)
    assert (reply.text, reply.status, reply.notes) == (LONG, MessageStatus.COMPLETE, ())
    acme.asked.clear()
    await generations.start(a_turn(user, "Go on", generation.conversation_id), acme)
    await acme.asked.wait()
    assert [message.text for message in acme.requests[-1].messages][1] == LONG
    await generations.aclose()


async def test_the_next_message_saves_the_end_of_the_answer_before(
    messages: MessageRepository, spending: SpendingLimits, acme: AcmeProvider, user: int, database: Database
):
    generations = GenerationService(messages, Pricing(), HealthTracker(), spending, WriteRetries(pauses=(3600.0,)))
    generation = await generations.start(a_turn(user), acme)
    await fill_the_disk(database)
    acme.say(LONG, DONE)
    await asyncio.wait_for(generation.ended(), 30)
    await free_the_disk(database)
    await generations.start(a_turn(user, "Go on", generation.conversation_id), acme)
    reply = await the_reply(messages, user, generation)
    assert (reply.text, reply.status, reply.notes) == (LONG, MessageStatus.COMPLETE, ())
    await generations.aclose()


async def test_stop_ends_an_answer_while_another_program_holds_the_database(
    messages: MessageRepository, spending: SpendingLimits, acme: AcmeProvider, user: int, database: Database
):
    generations = GenerationService(messages, Pricing(), HealthTracker(), spending, WriteRetries(within=0.05))
    generation = await generations.start(a_turn(user), acme)
    acme.say("Half")
    async with aclosing(generation.frames(0)) as frames:
        await anext(frames)
    with held_by_another_program(database.path):
        await asyncio.wait_for(generations.stop(user, generation.conversation_id), 30)
        reply = await the_reply(messages, user, generation)
        assert (reply.text, reply.status) == ("Half", MessageStatus.CANCELLED)
    await generations.aclose()
    reply = await the_reply(messages, user, generation)
    assert (reply.text, reply.status, reply.notes) == ("Half", MessageStatus.CANCELLED, ())


@pytest.mark.parametrize("look", ["send", "open", "stop"])
async def test_an_answer_that_lost_its_writer_is_ended_at_the_next_look(
    generations: GenerationService, messages: MessageRepository, acme: AcmeProvider, user: int, database: Database, look: str
):
    turn = await messages.begin_turn(a_turn(user))
    await messages.append(turn.reply_id, text="Then nothing")
    messages.release(turn.reply_id)
    match look:
        case "send":
            await generations.start(a_turn(user, "Go on", turn.conversation_id), acme)
        case "open":
            await generations.settle(user, turn.conversation_id)
        case _:
            await generations.stop(user, turn.conversation_id)
    ended = f"SELECT status, content FROM messages WHERE id = {turn.reply_id}"
    assert rows(database.path, ended) == [("interrupted", "Then nothing")]


async def test_nobody_else_ends_an_answer_that_lost_its_writer(
    generations: GenerationService, messages: MessageRepository, user: int, database: Database
):
    turn = await messages.begin_turn(a_turn(user))
    messages.release(turn.reply_id)
    with pytest.raises(NotFound):
        await generations.stop(user + 1, turn.conversation_id)
    assert rows(database.path, f"SELECT status FROM messages WHERE id = {turn.reply_id}") == [("streaming",)]


async def test_a_caller_that_leaves_while_its_message_is_saved_leaves_an_answer_that_is_written(
    generations: GenerationService,
    messages: MessageRepository,
    acme: AcmeProvider,
    user: int,
    monkeypatch: pytest.MonkeyPatch,
):
    saving, begin = asyncio.Event(), messages.begin_turn

    async def begin_turn(turn: NewTurn, *, history_limit: int) -> Turn:
        saving.set()
        return await begin(turn, history_limit=history_limit)

    monkeypatch.setattr(messages, "begin_turn", begin_turn)
    acme.say("Whole", DONE)
    with generations.subscribe(user, 1) as subscription:
        starting = asyncio.create_task(generations.start(a_turn(user), acme))
        await saving.wait()
        starting.cancel()
        generation = await asyncio.wait_for(anext(aiter(subscription)), 30)
    await generation.ended()
    assert starting.cancelled()
    assert (await the_reply(messages, user, generation)).text == "Whole"
