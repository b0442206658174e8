"""An answer that another worker writes, as pieces of it arrive: late, twice or not at all."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime

from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.growing_answers import GrowingAnswer
from rxchat.domain.messages import Role
from rxchat.domain.usage import Usage
from rxchat.services.workers.remote_generation import RemoteGeneration

ANSWER = GrowingAnswer(user_id=1, conversation_id=2, question_id=3, reply_id=4, provider="acme", model="m")
SAVED = SavedMessage(
    id=4,
    conversation_id=2,
    parent_id=3,
    role=Role.ASSISTANT,
    text="",
    created_at=datetime.now(UTC),
    status=MessageStatus.COMPLETE,
)


def generation() -> RemoteGeneration:
    return RemoteGeneration.of(ANSWER, ())


def fill(made: RemoteGeneration, text: str, at: int) -> bool:
    return made.fill(text=text, text_at=at, thinking="", thinking_at=made.positions[1])


def test_it_is_the_answer_that_is_written_elsewhere():
    made = generation()
    assert (made.user_id, made.conversation_id, made.reply_id, made.provider, made.model) == (1, 2, 4, "acme", "m")
    assert made.turn.user_message_id == 3


def test_what_comes_twice_is_cut_and_a_gap_is_noticed():
    made = generation()
    assert fill(made, "Hello", 0)
    assert fill(made, "lo, you", 3)
    assert fill(made, "Hell", 0)
    assert (made.text, made.positions) == ("Hello, you", (10, 0))
    assert not fill(made, "there", 11)
    assert made.text == "Hello, you"
    assert made.fill(text="", text_at=10, thinking="Hm", thinking_at=0)
    assert not made.fill(text="", text_at=10, thinking="?", thinking_at=3)
    assert made.thinking == "Hm"


async def test_its_readers_get_the_rest_and_how_it_ended():
    made = generation()
    fill(made, "Hel", 0)

    async def read() -> str:
        async with aclosing(made.frames()) as frames:
            return "".join([frame.text async for frame in frames])

    reading = asyncio.create_task(read())
    await asyncio.sleep(0)
    made.end_as(replace(SAVED, usage=Usage(input_tokens=7)), text="Hello.", thinking="")
    assert await reading == "Hello."
    outcome = await made.ended()
    assert (outcome.status, outcome.usage.input_tokens) == (MessageStatus.COMPLETE, 7)
    assert fill(made, "more", 6)
    assert made.text == "Hello."


async def test_one_that_was_rewritten_as_it_ended_is_left_as_it_was_read():
    made = generation()
    fill(made, "<think>Hm</think>Hel", 0)
    made.end_as(SAVED, text="Hello, this is another text.", thinking="Hm")
    assert made.text == "<think>Hm</think>Hel"
    assert (await made.ended()).status is MessageStatus.COMPLETE
