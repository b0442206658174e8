"""How much a request may send."""

from collections.abc import Iterator

import pytest

from rxchat.security.asgi import Message
from rxchat.security.body_limits import MOST, MOST_BY_PATH, BoundedBody


class Wire:
    """A client that sends these pieces, and what it gets back."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        return {"type": "http.request", "body": next(self._pieces, b""), "more_body": True}

    async def send(self, message: Message) -> None:
        self.sent.append(message)


@pytest.mark.parametrize(
    ("length", "is_too_much"), [("0", False), (str(MOST), False), (str(MOST + 1), True), ("-1", True), ("x", True)]
)
def test_what_says_that_it_is_too_long_need_not_be_read(length: str, is_too_much: bool):
    wire = Wire(iter(()))
    body = BoundedBody({"path": "/api/x"}, wire.receive, wire.send)
    assert body.declares_too_much({"content-length": length}) is is_too_much
    assert not body.declares_too_much({})


async def test_what_turns_out_to_be_too_long_is_cut_and_the_program_is_not_heard_any_more():
    wire = Wire(iter([b"x" * MOST, b"x"]))
    body = BoundedBody({"path": "/api/x"}, wire.receive, wire.send)
    assert len((await body.receive())["body"]) == MOST
    assert (await body.receive())["type"] == "http.disconnect"
    await body.send({"type": "http.response.start", "status": 400, "headers": []})
    assert [message.get("status") for message in wire.sent] == [413, None]


async def test_an_answer_that_has_begun_is_not_begun_anew():
    wire = Wire(iter([b"x" * (MOST + 1)]))
    body = BoundedBody({"path": "/api/x"}, wire.receive, wire.send)
    await body.send({"type": "http.response.start", "status": 200, "headers": []})
    assert (await body.receive())["type"] == "http.disconnect"
    assert [message.get("status") for message in wire.sent] == [200]


def test_a_question_may_carry_images():
    wire = Wire(iter(()))
    assert BoundedBody({"path": "/api/chat"}, wire.receive, wire.send).limit == MOST_BY_PATH["/api/chat"] > MOST
