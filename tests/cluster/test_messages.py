import json

import pytest

from rxchat.cluster.messages import (
    VERSION,
    Changed,
    Follow,
    Frames,
    Hello,
    Message,
    Position,
    ReplyFrame,
    Stop,
    UnknownMessage,
    decode,
    encode,
)


@pytest.mark.parametrize(
    "message",
    [
        Hello(7),
        Stop(2**62),
        Changed("events"),
        Follow((Position(1, 20, 0), Position(2, 0, 3))),
        Follow(()),
        Frames((ReplyFrame(1, 20, "é \0 🙂 \u2028 half \ud83d", 0, '"\\'),)),
    ],
)
def test_a_message_arrives_as_it_was_sent(message: Message):
    assert decode(encode("a", message)) == ("a", message)


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b"null",
        json.dumps([VERSION + 1, "a", "hello", 1]).encode(),
        json.dumps([VERSION, "a", "goodbye", 1]).encode(),
        json.dumps([VERSION, "a", "hello"]).encode(),
        json.dumps([VERSION, "a", ["hello"], 1]).encode(),
        json.dumps([VERSION, "a", "follow", [[1, 2]]]).encode(),
        json.dumps([VERSION, "a", "frames", 5]).encode(),
    ],
)
def test_what_another_version_sends_is_not_taken_for_a_message(written: bytes):
    with pytest.raises(UnknownMessage):
        decode(written)
