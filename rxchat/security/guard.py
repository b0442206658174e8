"""The outermost layer: who may speak to the program at all.

A page on another site, or a name that was re-bound to this computer, is turned away before anything else runs. The allowed hosts
come from configuration, never from the request.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
IMMUTABLE = (b"cache-control", b"public, max-age=31536000, immutable")
REVALIDATE = (b"cache-control", b"no-cache")
REFUSAL = json.dumps(
    {
        "error": {
            "code": "forbidden",
            "message": "This host or origin is not allowed.",
            "hint": "Open rxchat at the address it printed.",
        }
    }
).encode()
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)


class Guard:
    """ASGI middleware. `hosts` are names without a port; an origin is right when it is the address the request came to."""

    def __init__(self, app: App, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._admits(scope):
            await self._app(scope, receive, _with_headers(scope, send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4403})
        else:
            await _refuse(send)

    def _admits(self, scope: Scope) -> bool:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if _name_of(host) not in self._hosts:
            return False
        if scope["type"] == "http" and scope["method"] in SAFE_METHODS:
            return True
        origin = headers.get(b"origin")
        if origin is None:  # not a browser, which always names the origin here
            return headers.get(b"sec-fetch-site", "none") in {"same-origin", "none"}
        return origin.partition("://")[2] == host


def _name_of(host: str) -> str:
    """The host without its port: `[::1]:8000` is `[::1]`."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _with_headers(scope: Scope, send: Send) -> Send:
    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            is_hashed = scope["path"].startswith("/assets/") and message["status"] in {200, 304}
            caching = IMMUTABLE if is_hashed else REVALIDATE
            message["headers"] = [*message.get("headers", []), *HEADERS, caching]
        await send(message)

    return add if scope["type"] == "http" else send


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(REFUSAL)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSAL})
