from dataclasses import replace
from datetime import UTC, datetime

from rxchat.domain.conversations import MessageStatus, Outcome, SavedMessage
from rxchat.domain.growing_answers import GrowingAnswer
from rxchat.domain.messages import Role
from rxchat.domain.turns import Turn
from rxchat.services.chat.answer_events import ended, ended_in_database, growing, growing_in, started
from rxchat.services.chat.generation import Generation
from rxchat.services.events import AnswerEnded

TURN = Turn(conversation_id=7, user_message_id=1, reply_id=2, is_new_conversation=True)
SAVED = SavedMessage(
    id=2,
    conversation_id=7,
    parent_id=1,
    role=Role.ASSISTANT,
    text="Half",
    created_at=datetime.now(UTC),
    status=MessageStatus.STREAMING,
    provider="acme",
    model="known",
)
ANSWER = GrowingAnswer(user_id=3, conversation_id=7, question_id=1, reply_id=2, provider="acme", model="known")


async def test_an_answer_is_announced_with_its_ids_and_how_it_ended():
    generation = Generation(turn=TURN, user_id=3, provider="acme", model="known")
    event = started(generation)
    assert (event.user_id, event.conversation_id, event.reply_id, event.provider, event.model) == (3, 7, 2, "acme", "known")
    assert ended(generation, is_saved=False).status is MessageStatus.INTERRUPTED
    generation.end(Outcome(status=MessageStatus.COMPLETE))
    over = ended(generation, is_saved=True)
    assert (over.status, over.opens_conversation, over.is_saved) == (MessageStatus.COMPLETE, True, True)


def test_an_answer_that_another_worker_writes_is_announced_as_that_worker_does():
    generation = Generation(turn=TURN, user_id=3, provider="acme", model="known")
    assert started(ANSWER) == started(generation)
    over = AnswerEnded(
        user_id=3,
        conversation_id=7,
        reply_id=2,
        provider="acme",
        model="known",
        status=MessageStatus.COMPLETE,
        opens_conversation=False,
        is_saved=True,
    )
    assert ended_in_database(replace(ANSWER, status=MessageStatus.COMPLETE)) == over


def test_an_event_and_a_turn_lead_to_the_answer():
    assert growing(started(ANSWER)) == replace(ANSWER, question_id=0)
    assert growing_in(TURN, 3, SAVED) == ANSWER
