"""Websocket frames: validates the few Socket.IO packets that Reflex's pages send.

Any other packet closes the websocket; an unknown event is dropped. Reflex and the libraries below it would raise somewhere in the
middle and log a traceback per frame.
"""

import asyncio
import json
import logging
import math
import re
from collections.abc import Callable
from typing import Any, Final, cast

from rxchat.security.asgi import App, Message, Receive, Scope, Send
from rxchat.security.throttled_log import ThrottledWarning

IsKnown = Callable[[str, dict[str, Any]], bool]
"""Whether an event handler of this name accepts such a payload."""

DEEPEST: Final = 32
LONGEST_NUMBER: Final = 18
LONGEST_NAME: Final = 200
UNPROCESSABLE: Final = 1008
_PACKET: Final = re.compile(r"4([012])/_event(?:,|$)")
_SIMPLE: Final = frozenset({"1", "3"})  # Engine.IO's close and pong

_refusals = ThrottledWarning(logging.getLogger(__name__), "A websocket was closed: it sent what no page sends.")


_unknown = ThrottledWarning(logging.getLogger(__name__), "An event that no page has was refused.")


class InvalidFrame(ValueError):
    """A packet that no page sends."""


class WebsocketFrameFilter:
    """ASGI middleware. `is_known` decides whether an event exists."""

    def __init__(self, app: App, is_known: IsKnown) -> None:
        self._app = app
        self._is_known = is_known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        frames, unsent, is_idle = ConnectionFilter(self._is_known), 0, asyncio.Event()
        is_idle.set()

        async def send_counted(message: Message) -> None:
            nonlocal unsent
            unsent += 1
            is_idle.clear()
            try:
                await send(message)
            finally:
                unsent -= 1
                if not unsent:
                    is_idle.set()

        async def receive_proper() -> Message:
            while (message := await receive())["type"] == "websocket.receive":
                try:
                    text = frames.accept(message.get("text"))
                except InvalidFrame:
                    _refusals.warn()
                    await send({"type": "websocket.close", "code": UNPROCESSABLE})
                    return {"type": "websocket.disconnect", "code": UNPROCESSABLE}
                if text is not None:
                    await is_idle.wait()  # what a client asks for and doesn't read would pile up
                    return {**message, "text": text}
                _unknown.warn()
            return message

        await self._app(scope, receive_proper, send_counted)


class ConnectionFilter:
    """The state of one websocket: it connects once, then sends events."""

    def __init__(self, is_known: IsKnown) -> None:
        self._is_known = is_known
        self._is_connected = False

    def accept(self, text: str | None) -> str | None:
        """The text to pass on, None for an unknown event. Raises InvalidFrame.

        Lone surrogates, which no response could encode, are replaced.
        """
        if text in _SIMPLE:
            return text
        if text is None or (packet := _PACKET.match(text)) is None:
            raise InvalidFrame
        try:
            data = whole(
                json.loads(text[packet.end() :] or "null", parse_int=_integer, parse_float=_number, parse_constant=_integer)
            )
        except (ValueError, RecursionError) as exc:
            raise InvalidFrame from exc
        if not self._is_wanted(packet[1], data):
            return None
        return packet[0] + json.dumps(data) if "\\ud" in text or "\\uD" in text else text

    def _is_wanted(self, kind: str, data: Any) -> bool:
        """Whether to pass it on. Raises InvalidFrame."""
        match kind, data:
            case "0", dict() if not self._is_connected:
                self._is_connected = True
                event = cast(dict[str, Any], data).get("event")
                if event is not None and not self._is_event(event):
                    raise InvalidFrame
                return True
            case "1", None if self._is_connected:
                self._is_connected = False
                return True
            case "2", ["event", event] if self._is_connected:
                return self._is_event(event)
            case "2", ["client_error", dict()] | ["ping"] if self._is_connected:
                return True
            case _:
                raise InvalidFrame

    def _is_event(self, event: Any) -> bool:
        """Whether the event exists. Raises InvalidFrame if it isn't shaped like an event."""
        match event:
            case {"name": str(name), **more} if len(name) <= LONGEST_NAME:
                payload, router_data = more.get("payload", {}), more.get("router_data", {})
                if isinstance(payload, dict) and _is_router_data(router_data):
                    return self._is_known(name, cast(dict[str, Any], payload))
            case _:
                pass
        raise InvalidFrame


def whole(value: Any, depth: int = 0) -> Any:
    """JSON without lone surrogates. Raises ValueError if nested too deeply."""
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case list():
            return [whole(one, depth + 1) for one in cast(list[Any], value)]
        case dict():
            members = cast(dict[str, Any], value)
            return {whole(name): whole(one, depth + 1) for name, one in members.items()}
        case _:
            return value


def _is_router_data(value: Any) -> bool:
    """Whether it is router data: strings, and a query of strings."""
    if not isinstance(value, dict):
        return False
    members = dict(cast(dict[str, Any], value))
    query = members.pop("query", {})
    is_query = isinstance(query, dict) and all(_is_text(one) for one in cast(dict[str, Any], query).values())
    return is_query and all(isinstance(one, str) for one in members.values())


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in cast(list[Any], value)))


def _integer(digits: str) -> int:
    """`NaN` and `Infinity` aren't JSON, and aren't integers either."""
    if len(digits) > LONGEST_NUMBER:
        raise ValueError("a number that no column holds")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number without end")
    return number
