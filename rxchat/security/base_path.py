"""Base path: serving everything below a path such as `/chat`, for a proxy that passes paths on unchanged."""

from typing import Any, Final
from urllib.parse import urlsplit

from rxchat.security.asgi import App, Message, Receive, Scope, Send, answer_error, headers_of, refuse_socket

_KEY: Final = "rxchat.base_path"


def base_path_of(scope: Scope) -> str:
    """What the addresses in the response to a request begin with: `/chat`, or nothing."""
    return scope.get(_KEY, "")


class UnderBasePath:
    """ASGI middleware, outside of all others: they see paths without the base path. It is added to redirects and cookies."""

    def __init__(self, app: App, base_path: str) -> None:
        self._app = app
        self._base = base_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif scope["path"].startswith(f"{self._base}/"):
            host = headers_of(scope).get("host", "")
            await self._app(self._inside(scope), receive, self._prefixed(send, host) if scope["type"] == "http" else send)
        elif scope["type"] == "websocket":
            await refuse_socket(receive, send)
        elif scope["path"] == self._base:
            query = b"?" + scope["query_string"] if scope["query_string"] else b""
            await _redirect(send, self._base.encode() + b"/" + query)
        else:
            await answer_error(
                send, 404, "not_found", "rxchat isn't at this address.", f"Its addresses begin with {self._base}/."
            )

    def _inside(self, scope: Scope) -> Scope:
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        path = scope["path"].removeprefix(self._base)
        return {**scope, "path": path, "raw_path": raw.removeprefix(self._base.encode()), _KEY: self._base}

    def _prefixed(self, send: Send, host: str) -> Send:
        async def send_prefixed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [(name, self._header(name.lower(), value, host)) for name, value in message["headers"]]
            await send(message)

        return send_prefixed

    def _header(self, name: bytes, value: bytes, host: str) -> bytes:
        if name == b"location":
            to = urlsplit(value.decode("latin-1"))
            is_ours = to.path.startswith("/") and to.netloc in ("", host)
            return to._replace(path=self._base + to.path).geturl().encode("latin-1") if is_ours else value
        if name == b"set-cookie" and not value.startswith(b"__Host-"):  # browsers take those for the whole host only
            return value.replace(b"; Path=/;", f"; Path={self._base}/;".encode())
        return value


async def _redirect(send: Send, location: bytes) -> None:
    headers: list[tuple[bytes, Any]] = [(b"location", location), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 308, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
