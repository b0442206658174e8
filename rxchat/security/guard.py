"""Guard: the outermost ASGI layer. Every request is refused unless it passes all checks.

In order: host, cross-site origin, identity, CSRF, body size. An accepted request carries the identity in its scope
(`rxchat.person`) and in a header (`x-rxchat-person`), which Reflex passes to every event of a websocket. Cookies and tokens are
removed. Programs that use `/v1` have tokens of their own.
"""

import asyncio
import re
import secrets
from collections.abc import Callable
from typing import Final, Protocol

from rxchat.domain.accounts import Person
from rxchat.domain.errors import RxchatError
from rxchat.domain.program_tokens import ProgramToken
from rxchat.security import cookies, metrics_access, program_access
from rxchat.security.asgi import App, Message, Receive, Scope, Send, answer_error, headers_of, refuse_socket
from rxchat.security.body_limits import BoundedBody
from rxchat.security.connection_limits import Connection
from rxchat.security.identity import NOBODY, Identity, identify, token_in
from rxchat.security.policy import SAFE_METHODS, Policy
from rxchat.security.response_headers import guarded_replies, with_headers
from rxchat.security.websocket_limits import OpenWebsockets

PERSON_HEADER: Final = "x-rxchat-person"

# Everything else requires an identity; `/sign-in` is the form to get one.
ICONS: Final = frozenset(
    f"/{name}" for name in ("favicon.svg", "manifest.webmanifest", "icon-192.png", "icon-512.png", "icon-maskable-512.png")
) | {"/apple-touch-icon.png"}
"""What installs rxchat on a phone or desktop. Browsers ask for it without a cookie."""
OPEN_PATHS: Final = frozenset({"/api/health", "/api/ready", "/sign-in", "/sign-out"}) | ICONS
_LINK: Final = re.compile(r"/sign-in/[A-Za-z0-9_-]+")
_SHARED: Final = re.compile(r"/shared?/.*|/api/share/[^/]+", re.DOTALL)
"""What a share link shows, to anybody. The cookie of such a request isn't looked at."""

CUT: Final = 4401
"""Close code of a websocket whose session has ended."""


class AccessControl(Protocol):
    """What the guard needs from the program."""

    policy: Policy
    csp: str
    sockets: OpenWebsockets

    async def person(self, *, cookie: str | None, token: str | None) -> Person | None:
        """The user of a cookie or a token; None if it is invalid."""
        ...

    async def program(self, secret: str | None) -> ProgramToken | None:
        """The token that a program sends to `/v1`; None if it is invalid."""
        ...


class Guard:
    """ASGI middleware. `access` is a function because the app is assembled before it is configured."""

    def __init__(self, app: App, access: Callable[[], AccessControl]) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                await self._http(scope, receive, send)
            case "websocket":
                await self._websocket(scope, receive, send)
            case _:
                await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        access, headers, request_id = self._access(), headers_of(scope), secrets.token_hex(8)
        policy = access.policy
        send = guarded_replies(scope["path"], send, csp=access.csp, is_secure=policy.is_secure, request_id=request_id)
        is_program = program_access.is_programs(scope["path"])
        if _is_foreign(scope, headers, policy) or (is_program and policy.is_from_elsewhere(headers)):
            await _forbid(send, policy)
            return
        if is_program:
            await self._program(scope, headers, receive, send, request_id)
            return
        if scope["path"] == metrics_access.PATH:
            await self._metrics(scope, headers, receive, send, request_id)
            return
        try:
            who = NOBODY if _is_shared(scope) else await _asking(access, headers)
        except RxchatError as error:  # the database can't be read: refuse
            await answer_error(send, 503, error.code, error.message, error.hint)
            return
        _keep_connection(scope, who.person)
        if who.replacing is not None:
            send = with_headers(send, _replaced(who.replacing))
        if policy.is_team and who.person is not None and _wants_page(scope, headers):
            send = with_headers(send, [(b"set-cookie", cookies.of_person(who.person.user_id).encode())])
        if who.person is None and not _is_open(scope):
            if not _wants_page(scope, headers):
                hint = "Sign in, or send a token: Authorization: Bearer <token>. `rxchat token` prints one."
                await answer_error(send, 401, "unauthorized", "Not signed in.", hint)
                return
            scope = {**scope, "path": "/sign-in", "raw_path": b"/sign-in", "rxchat.wanted": scope["path"]}
        if not _is_ours(scope, headers, policy, has_cookie=who.has_cookie):
            await _forbid(send, policy)
            return
        await self._pass_on(_accepted(scope, who, request_id), headers, receive, send)

    async def _metrics(self, scope: Scope, headers: dict[str, str], receive: Receive, send: Send, request_id: str) -> None:
        policy = self._access().policy
        if metrics_access.may_read(scope, headers, policy):
            await self._pass_on(_accepted(scope, NOBODY, request_id), headers, receive, send)
        else:
            hint = metrics_access.TOKEN_HINT if policy.metrics_token else metrics_access.NO_TOKEN_HINT
            await answer_error(send, 401, "unauthorized", "The metrics need their token.", hint)

    async def _program(self, scope: Scope, headers: dict[str, str], receive: Receive, send: Send, request_id: str) -> None:
        """A request to `/v1`: its token decides, and nothing else is looked at."""
        try:
            token = await self._access().program(program_access.secret_in(headers))
        except RxchatError as error:
            says = {"code": error.code, "message": error.message, "hint": error.hint}
            await program_access.refuse(send, scope, headers, status=503, **says)
            return
        if token is None:
            says = {"code": "invalid_api_key", "message": "This isn't a valid token of rxchat."}
            await program_access.refuse(send, scope, headers, status=401, **says)
            return
        who = Identity(person=Person(user_id=token.user_id), has_cookie=False)
        _keep_connection(scope, who.person)
        accepted = {**_accepted(scope, who, request_id), program_access.TOKEN: token}
        await self._pass_on(accepted, headers, receive, send)

    async def _pass_on(self, scope: Scope, headers: dict[str, str], receive: Receive, send: Send) -> None:
        body = BoundedBody(scope, receive, send)
        if body.declares_too_much(headers):
            await body.refuse()
        else:
            await self._app(scope, body.receive, body.send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        access, headers = self._access(), headers_of(scope)
        policy = access.policy
        # No tokens: browsers can't send them here, and such a websocket couldn't be closed with a session.
        if not policy.has_host(headers.get("host", "")) or policy.is_from_elsewhere(headers):
            await refuse_socket(receive, send)
            return
        try:
            who = await identify(
                access.person, headers, is_secure=policy.is_secure, is_auth_disabled=policy.is_auth_disabled, with_token=False
            )
        except RxchatError:
            await refuse_socket(receive, send)
            return
        is_ours = _is_ours(scope, headers, policy, has_cookie=who.has_cookie)
        cut = access.sockets.enter(who.person) if is_ours and who.person is not None else None
        if who.person is None or cut is None:
            await refuse_socket(receive, send)
            return
        _keep_connection(scope, who.person)
        try:
            await self._app(_accepted(scope, who, secrets.token_hex(8)), _until(cut, receive, send), send)
        finally:
            access.sockets.leave(who.person, cut)


def _replaced(secret: str) -> list[tuple[bytes, bytes]]:
    """Cookies that move a session to the `__Host-` name."""
    kept = cookies.to_keep(secret, is_secure=True)
    return [(b"set-cookie", header.encode()) for header in (kept, cookies.to_drop(cookies.PLAIN))]


async def _forbid(send: Send, policy: Policy) -> None:
    hint = f"Open rxchat at {policy.homes[0]}."
    await answer_error(send, 403, "forbidden", "This host or origin is not allowed.", hint)


def _keep_connection(scope: Scope, person: Person | None) -> None:
    """Exempt the connections of signed-in users from being closed when there are too many."""
    connection: Connection | None = scope.get("state", {}).get("rxchat.connection")
    if person is not None and connection is not None:
        connection.signed_in()


def _is_foreign(scope: Scope, headers: dict[str, str], policy: Policy) -> bool:
    """Whether the request has a foreign host, or is a cross-site request that could change something."""
    is_safe = scope["method"] in SAFE_METHODS
    return not policy.has_host(headers.get("host", "")) or (not is_safe and policy.is_from_elsewhere(headers))


def _is_ours(scope: Scope, headers: dict[str, str], policy: Policy, *, has_cookie: bool) -> bool:
    """Whether a request that could change something comes from rxchat's own page or from a script."""
    if scope["type"] == "http" and scope["method"] in SAFE_METHODS:
        return True
    has_token = policy.is_auth_disabled or token_in(headers) is not None
    return policy.is_from_here(headers, has_cookie=has_cookie, has_token=has_token)


async def _asking(access: AccessControl, headers: dict[str, str]) -> Identity:
    policy = access.policy
    return await identify(access.person, headers, is_secure=policy.is_secure, is_auth_disabled=policy.is_auth_disabled)


def _is_shared(scope: Scope) -> bool:
    return scope["method"] in ("GET", "HEAD") and _SHARED.fullmatch(scope["path"]) is not None


def _is_open(scope: Scope) -> bool:
    path = scope["path"]
    return path in OPEN_PATHS or _LINK.fullmatch(path) is not None or _is_shared(scope)


def _wants_page(scope: Scope, headers: dict[str, str]) -> bool:
    """Whether it is a browser's navigation, rather than a script or a page's own request."""
    path = scope["path"]
    is_navigation = headers.get("sec-fetch-mode", "navigate") == "navigate" and "text/html" in headers.get("accept", "")
    return scope["method"] in ("GET", "HEAD") and is_navigation and not path.startswith(("/api/", "/assets/"))


def _accepted(scope: Scope, who: Identity, request_id: str) -> Scope:
    """The scope for the program: identity added, secrets removed."""
    ours = PERSON_HEADER.encode()
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in (*program_access.SECRET_HEADERS, ours)]
    if who.person is not None:
        headers.append((ours, str(who.person).encode()))
    known = {"rxchat.person": who.person, "rxchat.sessions": who.sessions, "rxchat.request_id": request_id}
    return {**scope, "headers": headers, **known}


def _until(cut: asyncio.Event, receive: Receive, send: Send) -> Receive:
    """Receive from a websocket until `cut` is set; then close it and report a disconnect to the program."""

    async def receive_or_end() -> Message:
        message, end = asyncio.ensure_future(receive()), asyncio.ensure_future(cut.wait())
        try:
            await asyncio.wait((message, end), return_when=asyncio.FIRST_COMPLETED)
            if message.done():
                return message.result()
        finally:
            end.cancel()
            if not message.done():
                message.cancel()
        await send({"type": "websocket.close", "code": CUT})
        return {"type": "websocket.disconnect", "code": CUT}

    return receive_or_end
