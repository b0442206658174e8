"""ASGI types, and responses below any framework."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def headers_of(scope: Scope) -> dict[str, str]:
    """Header names in lower case. The last of repeated headers wins, except cookies, which are joined."""
    pairs = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
    cookies = [value for name, value in pairs if name == "cookie"]
    return dict(pairs) | ({"cookie": "; ".join(cookies)} if cookies else {})


async def answer_error(send: Send, status: int, code: str, message: str, hint: str) -> None:
    """Send an error in the API's format."""
    await answer_json(send, status, {"error": {"code": code, "message": message, "hint": hint}})


async def answer_json(send: Send, status: int, value: object) -> None:
    body = json.dumps(value).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if status == 413:  # the rest of the body isn't read
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def refuse_socket(receive: Receive, send: Send) -> None:
    """Refuse a websocket before it is accepted: the client gets a 403."""
    await receive()
    await send({"type": "websocket.close", "code": 4403})
