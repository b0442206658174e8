from rxchat.domain.turns import Turn
from rxchat.services.chat.generation import Generation
from rxchat.services.chat.running_replies import RunningReplies


def test_answers_are_found_by_their_ids_as_long_as_they_are_written():
    running: dict[int, Generation] = {}
    replies = RunningReplies(running)
    assert replies.among([1, 2]) == {}
    for reply_id in (1, 2):
        turn = Turn(conversation_id=reply_id + 10, user_message_id=3, reply_id=reply_id, is_new_conversation=False, history=())
        running[turn.conversation_id] = Generation(turn=turn, user_id=1, provider="acme", model="m")
    assert set(replies.among([2, 3])) == {2}
    running.clear()
    assert replies.among([2]) == {}
