"""Answers that another worker writes, read and stopped here: two workers over one PostgreSQL database."""

import asyncio
from contextlib import aclosing

import pytest
from fakes.acme import DONE
from one_worker import OneWorker
from sqlalchemy import text

from rxchat.db.workers import WorkerRepository
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import InvalidRequest, NotFound
from rxchat.domain.turns import TurnKey
from rxchat.services.chat.answer_events import ended, started
from rxchat.services.chat.generation import Generation
from rxchat.services.events import AnswerEnded, EventsDropped
from rxchat.services.workers.remote_generation import RemoteGeneration

Pair = tuple[OneWorker, OneWorker]


async def read(generation: Generation) -> str:
    async with aclosing(generation.frames()) as frames:
        return "".join([frame.text async for frame in frames])


async def test_a_reader_elsewhere_gets_the_answer_from_its_beginning_to_its_end(pair: Pair, their_user: int):
    one, two = pair
    generation = await one.ask(their_user, "Hi")
    await one.messages.append(generation.reply_id, text="Hel")
    with two.generations.subscribe(their_user, generation.conversation_id) as answers:
        await two.hear(started(generation))
        there = await anext(answers)
        assert isinstance(there, RemoteGeneration)
        assert (there.reply_id, there.text, there.provider, there.model) == (generation.reply_id, "Hel", "acme", "known")
        assert [message.text for message in there.turn.history] == ["Hi"]
        reading = asyncio.create_task(read(there))
        await one.messages.append(generation.reply_id, text="lo")
        await two.elsewhere.look()
        assert there.text == "Hello"
        one.acme.say(".", DONE)
        outcome = await generation.ended()
        before = two.generations.ended_count
        await two.hear(ended(generation, is_saved=True))
        assert await reading == "Hello."
        assert (await there.ended()).usage == outcome.usage
        assert two.generations.ended_count == before + 1


async def test_what_grows_elsewhere_is_known_here_and_shown_to_those_who_come_later(pair: Pair, their_user: int):
    one, two = pair
    generation = await one.ask(their_user, "Hi")
    conversation_id = generation.conversation_id
    assert two.generations.running_in(their_user) == set()
    await two.hear(EventsDropped())  # whatever it was, it is in the database
    assert two.generations.running_in(their_user) == {conversation_id}
    assert two.generations.running_in(their_user + 1) == set()
    assert two.generations.is_running(their_user, conversation_id)
    with two.generations.subscribe(their_user, conversation_id) as answers:
        there = await anext(answers)
        one.acme.say("Yes.", DONE)
        await generation.ended()
        await two.elsewhere.look()
        assert (there.text, (await there.ended()).status) == ("Yes.", MessageStatus.COMPLETE)
    await two.hear(EventsDropped())
    assert not two.generations.is_running(their_user, conversation_id)


async def test_nothing_is_asked_of_the_database_while_nobody_reads(pair: Pair, their_user: int):
    one, two = pair
    generation = await one.ask(their_user, "Hi")
    await two.hear(started(generation))
    with two.database.recorded() as statements:
        await two.elsewhere.look()
        assert statements == []
        with two.generations.subscribe(their_user, generation.conversation_id) as answers:
            there = await anext(answers)
            statements.clear()
            await two.elsewhere.look()
            assert len(statements) == 1
        del answers, there
        statements.clear()
        await two.elsewhere.look()
        assert statements == []


async def test_an_answer_is_stopped_from_another_worker(pair: Pair, their_user: int):
    one, two = pair
    generation = await one.ask(their_user, "Hi")
    await one.messages.append(generation.reply_id, text="Half")
    beating = asyncio.create_task(one.roll.run())
    async with asyncio.timeout(30):
        await two.generations.stop(their_user, generation.conversation_id)
    beating.cancel()
    assert (await generation.ended()).status is MessageStatus.CANCELLED
    reply = await two.messages.get(their_user, generation.reply_id)
    assert (reply.status, reply.text) == (MessageStatus.CANCELLED, "Half")
    with pytest.raises(NotFound, match="No response in progress"):
        await two.generations.stop(their_user, generation.conversation_id)
    again = await one.ask(their_user, "Again", generation.conversation_id)
    await one.roll.beat()
    one.acme.say(DONE)
    assert (await again.ended()).status is MessageStatus.COMPLETE


async def test_a_turn_sent_twice_to_two_workers_is_answered_once(pair: Pair, their_user: int):
    one, two = pair
    key = TurnKey.of("the first", "Hi")
    at_once = await asyncio.gather(*(worker.ask(their_user, "Hi", key=key) for worker in pair))
    assert len({generation.reply_id for generation in at_once}) == 1
    assert one.generations.running_count + two.generations.running_count == 1
    owner, reader = (one, two) if one.generations.running_count else (two, one)
    again = await reader.generations.sent_before(their_user, key)
    assert again is not None
    reading = asyncio.create_task(read(again))
    owner.acme.say("Once.", DONE)
    await at_once[pair.index(owner)].ended()
    await reader.elsewhere.look()
    assert await reading == "Once."
    conversation_id = again.conversation_id
    with pytest.raises(InvalidRequest, match="used for another message"):
        await reader.ask(their_user, "Another", conversation_id, key=TurnKey.of("the first", "Another"))


async def test_one_that_is_deleted_while_it_is_read_ends(pair: Pair, their_user: int):
    one, two = pair
    generation = await one.ask(their_user, "Hi")
    await two.hear(started(generation))
    with two.generations.subscribe(their_user, generation.conversation_id) as answers:
        there = await anext(answers)
        one.acme.say(DONE)
        await generation.ended()
        async with one.database.transaction() as session:
            await session.execute(text("DELETE FROM messages WHERE id = :id"), {"id": generation.reply_id})
        await two.elsewhere.look()
        assert (await there.ended()).status is MessageStatus.INTERRUPTED


async def test_the_end_of_what_a_dead_worker_left_is_published(pair: Pair, their_user: int):
    one, two = pair
    generation = await one.ask(their_user, "Hi")
    await one.messages.append(generation.reply_id, text="What was saved")
    await WorkerRepository(two.database).end(["one"])
    with two.events.subscribe(AnswerEnded) as happened:
        assert await two.generations.recover() == 1
        (event,) = happened.take()
    assert isinstance(event, AnswerEnded)
    assert (event.user_id, event.reply_id, event.status) == (their_user, generation.reply_id, MessageStatus.INTERRUPTED)
