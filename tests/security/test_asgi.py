"""ASGI's small change."""

import json

from rxchat.security.asgi import Message, answer_error, headers_of, refuse_socket


def test_headers_are_read_without_regard_to_case_and_cookies_are_joined():
    scope = {"headers": [(b"Host", b"a"), (b"cookie", b"x=1"), (b"Cookie", b"y=2"), (b"host", b"b")]}
    assert headers_of(scope) == {"host": "b", "cookie": "x=1; y=2"}


async def test_an_error_has_the_interfaces_form():
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await answer_error(send, 413, "invalid_request", "Too large.", "Send less.")
    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]
    assert json.loads(sent[1]["body"]) == {"error": {"code": "invalid_request", "message": "Too large.", "hint": "Send less."}}


async def test_a_socket_is_refused_before_it_opens():
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await refuse_socket(receive, send)
    assert sent == [{"type": "websocket.close", "code": 4403}]
