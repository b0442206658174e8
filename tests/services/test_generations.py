"""Answers being written, with a real database and a provider that says what a test wants."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest
from fakes.acme import DONE, AcmeProvider

from rxchat.db.messages import MessageRepository
from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.errors import AuthenticationFailed, InvalidRequest, NotFound, StreamInterrupted
from rxchat.domain.turns import NewTurn
from rxchat.services.generation import Generation
from rxchat.services.generations import GenerationService
from rxchat.services.health import HealthService
from rxchat.services.pricing import Pricing
from rxchat.services.spending import SpendingService


@pytest.fixture
async def generations(messages: MessageRepository, spending: SpendingService) -> AsyncGenerator[GenerationService]:
    service = GenerationService(messages, Pricing(), HealthService(), spending)
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
    acme.say(AuthenticationFailed("Acme refuses the key."))
    await generation.ended()
    reply = await the_reply(messages, user, generation)
    assert reply.status is MessageStatus.ERROR
    assert reply.failure is not None
    assert (reply.failure.code, reply.failure.message) == ("authentication_failed", "Acme refuses the key.")


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
    with generations.watch(user, first.conversation_id) as answers:
        assert await anext(answers) is first
        acme.say("one", DONE)
        await first.ended()
        second = await generations.start(a_turn(user, "two?", first.conversation_id), acme)
        assert await anext(answers) is second


async def test_an_answer_that_ended_before_the_watcher_looked_is_not_missed(
    generations: GenerationService, acme: AcmeProvider, user: int
):
    first = await generations.start(a_turn(user), acme)
    with generations.watch(user, first.conversation_id) as answers:
        acme.say("one", DONE)
        await first.ended()
        async with asyncio.timeout(1):
            assert await anext(answers) is first
