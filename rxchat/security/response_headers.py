"""Response headers: security, caching and request id on every response."""

from typing import Final

from rxchat.security.asgi import Message, Send

_ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),  # `no-referrer` would make browsers hide the origin of our own forms
    (b"cross-origin-resource-policy", b"same-origin"),
)
_WHERE_SHOWN: Final = (  # browsers heed these for what they show by itself
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
_PARTS: Final = (b"text/javascript", b"text/css")  # of a page; shown by themselves they are plain text
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
            kind = present.get(b"content-type", b"")
            is_page = kind.startswith(b"text/html") or message["status"] == 304
            added = [*_ALWAYS, (b"x-request-id", request_id.encode()), _caching(path, message["status"])]
            if is_secure:
                added.append(_HSTS)
            if not kind.startswith(_PARTS):
                added += [*_WHERE_SHOWN, (b"content-security-policy", csp.encode() if is_page else _NOTHING)]
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
