"""Workers over one PostgreSQL database: each with its own connections, as two processes have."""

import asyncio
from dataclasses import replace

import pytest
from fakes.acme import DONE
from one_worker import OneWorker
from sqlalchemy import text

from rxchat.db.accounts.preference_repository import PreferenceRepository
from rxchat.db.workers import LEASE_SECONDS, WorkerRepository
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import InvalidRequest, NotSaved, WorkerLost
from rxchat.services.chat.generation import Generation
from rxchat.services.events import AnswerEnded
from rxchat.services.workers import roll
from rxchat.services.workers.roll import LONGEST_GAP

Pair = tuple[OneWorker, OneWorker]


async def unseen(worker: OneWorker) -> None:
    """Let the worker be one that hasn't been seen for a lease."""
    async with worker.database.transaction() as session:
        await session.execute(
            text("UPDATE workers SET seen_at = '1999-01-01 00:00:00' WHERE id = :id"), {"id": worker.roll.me.id}
        )


async def test_a_worker_that_starts_leaves_the_answers_of_the_others_alone(pair: Pair, their_user: int):
    one, two = pair
    generation = await one.ask(their_user, "Hi")
    assert await two.generations.recover() == 0
    one.acme.say("Hello.", DONE)
    assert (await generation.ended()).status is MessageStatus.COMPLETE
    assert (await two.messages.get(their_user, generation.reply_id)).text == "Hello."


async def test_an_answer_that_grows_elsewhere_is_shown_as_growing_and_keeps_others_from_starting(pair: Pair, their_user: int):
    one, two = pair
    generation = await one.ask(their_user, "Hi")
    assert (await two.messages.get(their_user, generation.reply_id)).status is MessageStatus.STREAMING
    with pytest.raises(InvalidRequest, match="still in progress"):
        await two.ask(their_user, "Again", generation.conversation_id)
    await two.generations.settle(their_user, generation.conversation_id)
    one.acme.say(DONE)
    await generation.ended()


async def test_of_questions_at_once_in_one_conversation_exactly_one_starts(pair: Pair, their_user: int):
    one, two = pair
    conversation = await one.ask(their_user, "First")
    one.acme.say(DONE)
    await conversation.ended()
    for _ in range(5):
        asked = [each.ask(their_user, "Next", conversation.conversation_id) for each in (one, two, one, two)]
        results = await asyncio.gather(*asked, return_exceptions=True)
        (started,) = [result for result in results if isinstance(result, Generation)]
        assert [str(result) for result in results if isinstance(result, InvalidRequest)] == [
            "A response is still in progress."
        ] * 3
        worker = one if one.generations.running_count else two
        worker.acme.say(DONE)
        await started.ended()


async def test_what_a_frozen_worker_left_ends_and_it_writes_nothing_when_it_wakes(pair: Pair, their_user: int):
    one, two = pair
    generation = await one.ask(their_user, "Hi")
    await one.messages.append(generation.reply_id, text="What was saved")
    await unseen(one)
    await two.let_pass(LEASE_SECONDS)
    await two.roll.look()
    reply = await two.messages.get(their_user, generation.reply_id)
    assert (reply.text, reply.status) == ("What was saved", MessageStatus.INTERRUPTED)
    assert [worker.id for worker in await two.roll.living()] == ["two"]
    running = asyncio.create_task(one.roll.run())
    one.acme.say(", and what came later")
    with pytest.raises(WorkerLost):
        await one.messages.append(generation.reply_id, text=", and what came later")
    async with asyncio.timeout(30):
        await one.roll.until_lost()
        await one.acme.closed.wait()
        await running
    assert (await generation.ended()).status is MessageStatus.INTERRUPTED
    with pytest.raises(WorkerLost):
        await one.ask(their_user, "More")
    assert (await two.messages.get(their_user, generation.reply_id)).text == "What was saved"
    again = await two.ask(their_user, "Again", generation.conversation_id)
    two.acme.say(DONE)
    assert (await again.ended()).status is MessageStatus.COMPLETE


async def test_who_could_not_reach_the_database_itself_takes_nobody_for_gone(
    pair: Pair, their_user: int, monkeypatch: pytest.MonkeyPatch
):
    one, two = pair
    generation = await one.ask(their_user, "Hi")
    await unseen(one)
    await two.let_pass(LEASE_SECONDS - 1)
    await two.roll.look()
    assert len(await two.roll.living()) == 2
    two.now += LONGEST_GAP + 1  # it was frozen, or the database was
    await two.roll.beat()
    await two.roll.look()
    await two.let_pass(LEASE_SECONDS)
    with monkeypatch.context() as patch:
        patch.setattr(two.database, "transact_aside", _fails)
        with pytest.raises(NotSaved):
            await two.roll.beat()
    await two.let_pass(LEASE_SECONDS - 1)
    await two.roll.look()
    assert len(await two.roll.living()) == 2
    await one.roll.beat()
    await two.let_pass(LEASE_SECONDS)
    await two.roll.look()
    assert len(await two.roll.living()) == 2
    one.acme.say(DONE)
    assert (await generation.ended()).status is MessageStatus.COMPLETE


async def _fails(_work: object) -> None:
    raise NotSaved("The database server doesn't answer.")


async def test_a_death_that_is_known_is_looked_into_at_once(pair: Pair, their_user: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(roll, "LOOK_SECONDS", 3600.0)
    one, two = pair
    generation = await one.ask(their_user, "Hi")
    await WorkerRepository(two.database).end(["one"])
    looking = asyncio.create_task(two.roll.look_after_others())
    with two.events.subscribe(AnswerEnded) as ended:
        await asyncio.to_thread(two.roll.look_now)
        async with asyncio.timeout(30):
            (end,) = await anext(aiter(ended))
    assert isinstance(end, AnswerEnded)
    assert (end.reply_id, end.status) == (generation.reply_id, MessageStatus.INTERRUPTED)
    looking.cancel()


async def test_where_most_are_late_at_once_they_are_looked_at_twice(pair: Pair):
    one, two = pair
    third = OneWorker("three", one.database)
    await third.roll.join(is_alone=False)
    for worker in (one, third):
        await unseen(worker)
    one.database.open_answers.worker = "one"
    await two.let_pass(LEASE_SECONDS)
    await two.roll.look()
    assert len(await two.roll.living()) == 3
    await two.roll.look()
    assert [worker.id for worker in await two.roll.living()] == ["two"]


async def test_a_stop_that_another_worker_was_asked_for_is_noticed_by_the_heartbeat(pair: Pair, their_user: int):
    one, two = pair
    generation = await one.ask(their_user, "Hi")
    async with two.database.transaction() as session:
        await session.execute(text("UPDATE messages SET stop_requested_at = '2026-11-30 00:00:00' WHERE status = 'streaming'"))
    await one.acme.asked.wait()
    await two.roll.beat()
    assert generation.outcome is None
    await one.roll.beat()
    await one.roll.beat()
    assert (await generation.ended()).status is MessageStatus.CANCELLED


async def test_a_heartbeat_comes_soon_once_an_answer_is_written(pair: Pair, their_user: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(roll, "BEAT_SECONDS", 600.0)
    monkeypatch.setattr(roll, "BUSY_BEAT_SECONDS", 0.05)
    one, two = pair
    beating = asyncio.create_task(one.roll.run())
    await asyncio.sleep(0)
    generation = await one.ask(their_user, "Hi")
    async with asyncio.timeout(30):
        await two.generations.stop(their_user, generation.conversation_id)
        assert (await generation.ended()).status is MessageStatus.CANCELLED
    beating.cancel()


async def test_the_only_process_ends_at_once_what_an_earlier_one_left(pair: Pair, their_user: int):
    one, two = pair
    generation = await one.ask(their_user, "Hi")
    async with two.database.transaction() as session:
        await session.execute(text("DELETE FROM workers WHERE id = 'two'"))
    await two.roll.join(is_alone=True)
    assert await two.generations.recover() == 1
    assert (await two.messages.get(their_user, generation.reply_id)).status is MessageStatus.INTERRUPTED


async def test_one_that_leaves_is_missed_at_once(pair: Pair):
    one, two = pair
    await one.roll.drain()
    assert [worker.is_draining for worker in await two.roll.living()] == [True, False]
    await one.roll.leave()
    assert [worker.id for worker in await two.roll.living()] == ["two"]


async def test_preferences_that_are_changed_on_two_workers_at_once_are_all_kept(pair: Pair, their_user: int):
    async def star(worker: OneWorker, model: str) -> None:
        preferences = PreferenceRepository(worker.database)
        await preferences.change_models(their_user, lambda before: replace(before, starred=(*before.starred, model)))

    for number in range(10):
        await asyncio.gather(*(star(worker, f"acme:{worker.roll.me.id}-{number}") for worker in pair))
    assert len((await PreferenceRepository(pair[0].database).models(their_user)).starred) == 20
