from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import Turn
from rxchat.services.chat.answer_events import ended, started
from rxchat.services.chat.generation import Generation

TURN = Turn(conversation_id=7, user_message_id=1, reply_id=2, is_new_conversation=True)


async def test_an_answer_is_announced_with_its_ids_and_how_it_ended():
    generation = Generation(turn=TURN, user_id=3, provider="acme", model="known")
    event = started(generation)
    assert (event.user_id, event.conversation_id, event.reply_id, event.provider, event.model) == (3, 7, 2, "acme", "known")
    assert ended(generation, is_saved=False).status is MessageStatus.INTERRUPTED
    generation.end(Outcome(status=MessageStatus.COMPLETE))
    over = ended(generation, is_saved=True)
    assert (over.status, over.opens_conversation, over.is_saved) == (MessageStatus.COMPLETE, True, True)
