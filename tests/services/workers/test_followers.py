import random

import pytest

from rxchat.cluster.messages import Frames, Position, ReplyFrame, encode
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import Turn
from rxchat.services.chat.generation import Generation
from rxchat.services.workers import followers
from rxchat.services.workers.followers import Follower

OVER = Outcome(status=MessageStatus.COMPLETE)


def generation_of(reply_id: int) -> Generation:
    turn = Turn(conversation_id=reply_id, user_message_id=3, reply_id=reply_id, is_new_conversation=False, history=())
    return Generation(turn=turn, user_id=1, provider="acme", model="m")


def frames(follower: Follower) -> list[ReplyFrame]:
    return [frame for message in follower.messages() for frame in message.frames]


class Calls:
    count = 0

    def __call__(self) -> None:
        self.count += 1


async def test_a_follower_gets_what_it_lacks_and_then_what_is_new():
    answer, grown = generation_of(7), Calls()
    for piece in ("one ", "two ", "three "):
        answer.add(text=piece, thinking=piece.upper())
    follower = Follower([Position(7, 6, 4)], {7: answer}, grown)
    assert frames(follower) == [ReplyFrame(7, 4, "two three ", 4, "TWO THREE ")]
    assert frames(follower) == []
    answer.add(text="four")
    answer.add(text="!")
    assert grown.count == 2
    assert frames(follower) == [ReplyFrame(7, 14, "four!", 14, "")]
    follower.close()
    answer.add(text="five")
    assert grown.count == 2


async def test_the_last_words_come_before_an_answer_is_dropped():
    answer = generation_of(7)
    follower = Follower([Position(7, 0, 0)], {7: answer}, Calls())
    answer.add(text="All <artifact")  # may become the tag of one: readers get it at the end
    answer.end(OVER)
    assert frames(follower) == [ReplyFrame(7, 0, "All <artifact", 0, "")]
    assert follower.size == 0
    assert frames(follower) == []


async def test_one_that_asks_again_while_the_last_words_are_sent_is_dropped_once():
    answer, other = generation_of(7), generation_of(8)
    follower = Follower([Position(7, 0, 0), Position(8, 0, 0)], {7: answer, 8: other}, grown := Calls())
    answer.add(text="All")
    answer.end(OVER)
    messages = follower.messages()
    assert next(messages).frames[0].text == "All"
    follower.close()
    assert list(messages) == []
    count = grown.count
    other.add(text="more")
    assert (grown.count, follower.size) == (count, 0)


async def test_it_hears_something_and_how_far_its_answers_are_where_nothing_is_new(monkeypatch: pytest.MonkeyPatch):
    answer, other = generation_of(7), generation_of(9)
    answer.add(text="one")
    follower = Follower([Position(7, 3, 0), Position(8, 0, 0), Position(9, 0, 0)], {7: answer, 9: other}, Calls())
    assert follower.size == 2
    everything = [ReplyFrame(7, 3, "", 0, ""), ReplyFrame(9, 0, "", 0, "")]
    assert frames(follower) == everything
    assert list(follower.messages()) == []
    monkeypatch.setattr(followers, "ALIVE_SECONDS", 0.0)
    assert list(follower.messages()) == [Frames(())]
    other.add(text="two")
    assert frames(follower) == [ReplyFrame(9, 0, "two", 0, "")]
    monkeypatch.setattr(followers, "POSITIONS_SECONDS", 0.0)
    assert frames(follower) == [ReplyFrame(7, 3, "", 0, ""), ReplyFrame(9, 3, "", 0, "")]


async def test_long_texts_come_in_messages_of_a_bounded_size():
    answers = {number: generation_of(number) for number in range(5)}
    for answer in answers.values():
        answer.add(text="é" * 100_000, thinking="x" * 100_000)
    follower = Follower([Position(number, 0, 0) for number in answers], answers, Calls())
    messages = list(follower.messages())
    assert max(len(encode("a", message)) for message in messages) < 256 * 1024
    texts = dict.fromkeys(answers, "")
    for frame in (frame for message in messages for frame in message.frames):
        assert len(texts[frame.reply_id]) == frame.text_at
        texts[frame.reply_id] += frame.text
    assert texts == {number: answer.text for number, answer in answers.items()}


async def test_whatever_the_position_nothing_is_missing():
    """From any position, in steps of any size, what comes fits what is there."""
    chosen = random.Random(1)
    for _ in range(200):
        answer, have = generation_of(7), ""
        whole = "".join(chosen.choices("abcdefg ", k=60))
        start = at = chosen.randrange(60)
        answer.add(text=whole[:at])
        have = whole[: chosen.randrange(start + 1)]
        follower = Follower([Position(7, len(have), 0)], {7: answer}, Calls())
        while at < len(whole):
            step = chosen.randrange(1, 9)
            answer.add(text=whole[at : at + step])
            at += step
            if chosen.random() < 0.5:
                for frame in frames(follower):
                    assert frame.text_at <= len(have)
                    have += frame.text[len(have) - frame.text_at :]
        for frame in frames(follower):
            have += frame.text[len(have) - frame.text_at :]
        assert have == whole
