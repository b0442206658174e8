"""What a page may say by its websocket. Control: rxchat/security/websocket_frames.py."""

import asyncio
import json
from typing import Any

import pytest
from corpora.frames import RAW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rxchat.security.asgi import Message, Receive, Scope, Send
from rxchat.security.websocket_frames import DEEPEST, UNPROCESSABLE, ConnectionFilter, InvalidFrame, WebsocketFrameFilter

CONNECT = "40/_event,{}"


def is_known(name: str, payload: dict[str, Any]) -> bool:
    return name == "chat.send" and payload.keys() == {"text"}


@pytest.fixture
def frames() -> ConnectionFilter:
    opened = ConnectionFilter(is_known)
    assert opened.accept(CONNECT) == CONNECT
    return opened


def event(name: Any = "chat.send", payload: Any = None, **more: Any) -> str:
    return "42/_event," + json.dumps(["event", {"name": name, "payload": {"text": "x"} if payload is None else payload, **more}])


@pytest.mark.parametrize(
    "text",
    [
        "3",
        "1",
        "41/_event",
        "41/_event,",
        event(),
        event(payload={"text": "\U0001f468\u200d\U0001f469 " * 1000}),
        event(router_data={"pathname": "/c/1", "asPath": "/c/1?a=b", "query": {"a": "b", "c": ["d"]}}),
        event(token="x", event_actions={}),
        '42/_event,["client_error",{"message":"x"}]',
        '42/_event,["ping"]',
    ],
)
def test_what_a_page_sends_is_passed_on_as_it_is(frames: ConnectionFilter, text: str):
    assert frames.accept(text) == text


@pytest.mark.parametrize("text", [event("chat.delete"), event(payload={}), event(payload={"text": "x", "more": 1})])
def test_an_event_that_no_page_has_is_dropped_and_the_socket_stays(frames: ConnectionFilter, text: str):
    assert frames.accept(text) is None
    assert frames.accept(event()) == event()


@pytest.mark.parametrize(
    "text",
    [
        *(one for one in RAW if one not in ("1", "3", '42/_event,["ping"]')),
        event(5),
        event("x" * 300),
        event(payload=[]),
        event(router_data={"pathname": None}),
        event(router_data={"query": {"a": 5}}),
        event(router_data=[]),
        event(payload={"text": 2**70}),
        event(payload={"text": float("nan")}),
        event(payload={"text": float("-inf")}),
        event(payload={"text": json.loads("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))}),
        '42/_event,["event",{"name":"chat.send","payload":{"text":1e999}}]',
        CONNECT,
        "3" * 1000,
        None,
    ],
)  # fmt: skip
def test_what_no_page_sends_is_refused(frames: ConnectionFilter, text: str | None):
    with pytest.raises(InvalidFrame):
        frames.accept(text)


def test_there_are_no_events_before_the_page_has_connected_and_after_it_has_left():
    frames = ConnectionFilter(is_known)
    for text in (event(), "41/_event", '42/_event,["ping"]'):
        with pytest.raises(InvalidFrame):
            frames.accept(text)
    frames.accept('40/_event,{"event":{"name":"chat.send","payload":{"text":"x"}},"state_schema":"x"}')
    frames.accept(event())
    frames.accept("41/_event")
    with pytest.raises(InvalidFrame):
        frames.accept(event())


@pytest.mark.parametrize(("sent", "kept"), [("a\ud800", "a?"), ("\udfff\\ud800", "?\\ud800"), ("\U0001f600", "\U0001f600")])
def test_half_a_character_is_replaced_and_the_rest_of_a_persons_words_kept(frames: ConnectionFilter, sent: str, kept: str):
    accepted = frames.accept(event(payload={"text": sent}))
    assert accepted is not None
    assert json.loads(accepted.removeprefix("42/_event,"))[1]["payload"]["text"] == kept


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters(codec=None))),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)),
    max_leaves=20,
)


def test_whatever_json_comes_nothing_else_is_raised_and_what_is_passed_on_can_be_written():
    """`given` is inside: for a test that is given itself, each process that collects it reads all modules for constants."""

    @settings(max_examples=300, derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(JSON)
    def accept(data: Any) -> None:
        frames = ConnectionFilter(lambda _name, _payload: True)
        frames.accept(CONNECT)
        for text in (f"42/_event,{json.dumps(data)}", event(payload={"text": data}), event(router_data=data), event(data)):
            try:
                accepted = frames.accept(text)
            except InvalidFrame:
                continue
            assert accepted is not None
            json.dumps(json.loads(accepted.removeprefix("42/_event,")), ensure_ascii=False, allow_nan=False).encode()

    accept()


async def test_a_frame_that_no_page_sends_closes_the_socket_and_the_program_sees_it_gone():
    heard: list[Message] = []
    sent: list[Message] = []
    coming = iter([CONNECT, event("no such"), event(), "42[", event()])

    async def receive() -> Message:
        return {"type": "websocket.receive", "text": next(coming)}

    async def send(message: Message) -> None:
        sent.append(message)

    async def program(_scope: Scope, receive: Receive, _send: Send) -> None:
        while not heard or heard[-1]["type"] != "websocket.disconnect":
            heard.append(await receive())

    await WebsocketFrameFilter(program, is_known)({"type": "websocket"}, receive, send)
    assert [message.get("text") for message in heard] == [CONNECT, event(), None]
    assert sent == [{"type": "websocket.close", "code": UNPROCESSABLE}]


async def test_a_client_that_does_not_read_is_not_read_from_until_it_does():
    """The control: each event is answered with more than it holds, and the answers would pile up."""
    is_reading, heard = asyncio.Event(), list[str]()
    coming = iter([CONNECT, event(), event()])

    async def receive() -> Message:
        text = next(coming, None)
        return {"type": "websocket.disconnect"} if text is None else {"type": "websocket.receive", "text": text}

    async def send(_message: Message) -> None:
        await is_reading.wait()

    async def program(_scope: Scope, receive: Receive, send: Send) -> None:
        heard.append((await receive())["type"])
        answer = asyncio.ensure_future(send({"type": "websocket.send", "text": "x"}))
        await asyncio.sleep(0)
        while heard[-1] != "websocket.disconnect":
            heard.append((await receive())["type"])
        await answer

    socket = asyncio.ensure_future(WebsocketFrameFilter(program, is_known)({"type": "websocket"}, receive, send))
    for _ in range(20):
        await asyncio.sleep(0)
    assert heard == ["websocket.receive"]
    is_reading.set()
    await socket
    assert heard == ["websocket.receive"] * 3 + ["websocket.disconnect"]
