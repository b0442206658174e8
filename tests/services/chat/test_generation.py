"""An answer that is being written."""

import asyncio

from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import Turn
from rxchat.services.chat.answer_feed import Frame
from rxchat.services.chat.generation import Generation

DONE = Outcome(status=MessageStatus.COMPLETE)


async def test_whoever_waits_for_its_end_gets_how_it_ended_and_readers_have_all_of_it():
    turn = Turn(conversation_id=1, user_message_id=1, reply_id=2, is_new_conversation=True)
    generation = Generation(turn=turn, user_id=1, provider="acme", model="a")
    ended = asyncio.create_task(generation.ended())
    generation.add(text="Hello")
    generation.end(DONE)
    assert (await ended, generation.outcome) == (DONE, DONE)
    assert [frame async for frame in generation.frames()] == [Frame("Hello", "")]
    assert (generation.conversation_id, generation.reply_id) == (1, 2)


async def test_readers_get_artifacts_as_markdown_and_the_text_keeps_its_tags():
    turn = Turn(conversation_id=1, user_message_id=1, reply_id=2, is_new_conversation=True)
    generation = Generation(turn=turn, user_id=1, provider="acme", model="a")
    written = 'Here:\n\n<antArtifact identifier="a" type="text/html" title="A">\n<b>\n</antArtifact>\n\nDone <'
    for character in written:
        generation.add(text=character)
    assert [each.artifact.title for each in generation.artifacts] == ["A"]
    generation.end(DONE)
    assert generation.written == written
    assert generation.text == "Here:\n\n**A**\n\n```html\n<b>\n```\n\nDone <"
