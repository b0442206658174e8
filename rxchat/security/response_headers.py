"""Response headers: security, caching and request id on every response."""

from typing import Final

from rxchat.security.asgi import Message, Send

_ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),  # `no-referrer` would make browsers hide the origin of our own forms
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
_HSTS: Final = (b"strict-transport-security", b"max-age=31536000")
_IMMUTABLE: Final = (b"cache-control", b"private, max-age=31536000, immutable")
_REVALIDATE: Final = (b"cache-control", b"no-cache")
_PRIVATE: Final = (b"cache-control", b"no-store")
_NOTHING: Final = b"default-src 'none'; frame-ancestors 'none'"


def guarded_replies(path: str, send: Send, *, csp: str, is_secure: bool, request_id: str) -> Send:
    """Add security headers, caching and the request id. Headers set by the program win."""

    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = list(message.get("headers", []))
            present = {name.lower(): value for name, value in own}
            # A 304 has no content type, and its headers replace those of the cached page.
            is_page = present.get(b"content-type", b"").startswith(b"text/html") or message["status"] == 304
            added = [
                *_ALWAYS,
                *([_HSTS] if is_secure else []),
                (b"x-request-id", request_id.encode()),
                (b"content-security-policy", csp.encode() if is_page else _NOTHING),
                _caching(path, message["status"]),
            ]
            message["headers"] = [*own, *(header for header in added if header[0] not in present)]
        await send(message)

    return send_guarded


def with_headers(send: Send, headers: list[tuple[bytes, bytes]]) -> Send:
    """Add `headers` to the response."""

    async def send_more(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *headers]
        await send(message)

    return send_more


def _caching(path: str, status: int) -> tuple[bytes, bytes]:
    if path.startswith(("/api/", "/v1/")) or path == "/metrics":
        return _PRIVATE
    return _IMMUTABLE if path.startswith("/assets/") and status in (200, 304) else _REVALIDATE
