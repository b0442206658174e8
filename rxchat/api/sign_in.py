"""Sign-in: its page, one-time links, passwords, and signing out.

Plain HTML without scripts, because it is shown before anything else is allowed.
"""

from html import escape
from http import HTTPStatus
from pathlib import Path
from string import Template
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rxchat.api.dependencies import Auth
from rxchat.api.plain_style import plain_style
from rxchat.domain.accounts import Person
from rxchat.domain.errors import RxchatError, TooManyAttempts
from rxchat.security import cookies
from rxchat.security.csp import source_hash
from rxchat.services.auth.sessions import LINK_SECONDS, SessionService
from rxchat.wiring.auth import AuthServices

router = APIRouter(include_in_schema=False)

_HERE: Final = Path(__file__).parent
_PAGE: Final = Template((_HERE / "door.html").read_text("utf-8"))
_STYLE: Final = plain_style("door.css")
_CSP: Final = (
    f"default-src 'none'; style-src {source_hash(_STYLE)}; img-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_LOCAL: Final = Template("""
<p>To sign in this browser, run this command on the computer where rxchat is running, then open the link it prints:</p>
<p><code>$command</code></p>
<p class="quiet">The link works once and expires after $seconds seconds.</p>
""")
_FORM: Final = Template("""
$problem
<form method="post" action="$root/sign-in">
<input type="hidden" name="wanted" value="$wanted">
<label>Email<input name="email" type="email" autocomplete="username" required autofocus value="$email"></label>
<label>Password<input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button>
</form>
""")


@router.get("/sign-in")
async def show(request: Request, auth: Auth) -> Response:
    """The sign-in page; with status 401 in place of any page that was requested without a session."""
    wanted = request.scope.get("rxchat.wanted")
    if wanted is None and _person(request) is not None:
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    status = HTTPStatus.OK if wanted is None else HTTPStatus.UNAUTHORIZED
    if auth.sessions.policy.is_team:
        return _form(auth, status, wanted=wanted or "/")
    return _page(auth, "Sign in to rxchat", _how_to_sign_in(auth), status)


@router.get("/sign-in/{code}")
async def redeem(code: str, request: Request, auth: Auth) -> Response:
    """Redeem a one-time link. Only a navigation uses it up: an image, a frame or a prefetch doesn't."""
    if not _is_opened(request):
        words = "<p>This link signs you in when you open it in a tab of its own.</p>"
        return _page(auth, "Open this link in a new tab", words, HTTPStatus.FORBIDDEN)
    secret = await auth.sessions.redeem(code, user_agent=_user_agent(request))
    if secret is not None:
        return await _welcome(request, auth.sessions, secret, "/")
    if _person(request) is not None:  # the same link, opened again in the same browser
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    words = '<p class="wrong" role="alert">Sign-in links work once and expire after a minute.</p>'
    return _page(auth, "This link has expired", words + _how_to_sign_in(auth), HTTPStatus.UNAUTHORIZED)


@router.post("/sign-in")
async def sign_in(
    request: Request,
    auth: Auth,
    email: Annotated[str, Form()],
    password: Annotated[str, Form()],
    wanted: Annotated[str, Form()] = "/",
) -> Response:
    """Sign in with a password."""
    sessions, email, wanted = auth.sessions, _plain(email), _plain(wanted)
    if not sessions.policy.is_team:
        return _page(auth, "Sign in to rxchat", _how_to_sign_in(auth), HTTPStatus.FORBIDDEN)
    try:
        address = request.client.host if request.client else ""
        user_id = await auth.accounts.authenticate(email, _plain(password), address=address)
    except RxchatError as error:
        reply = _form(auth, HTTPStatus(error.http_status), wanted=wanted, email=email, problem=error)
        if isinstance(error, TooManyAttempts):
            reply.headers["retry-after"] = str(max(1, round(error.retry_after)))
        return reply
    secret = await sessions.sign_in(user_id, user_agent=_user_agent(request))
    return await _welcome(request, sessions, secret, wanted)


@router.post("/sign-out")
async def sign_out(request: Request, auth: Auth) -> Response:
    await _end_sessions(request, auth.sessions)
    reply = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    for name in {cookies.PLAIN, cookies.name_for(is_secure=auth.sessions.policy.is_secure)}:
        reply.headers.append("set-cookie", cookies.to_drop(name))
    if auth.sessions.policy.is_team:  # in a team, signing out deletes the browser's drafts
        reply.headers["clear-site-data"] = '"cache"'
        for person in _sessions(request)[:1]:
            reply.headers.append("set-cookie", cookies.of_signed_out(person.user_id))
    return reply


def _person(request: Request) -> Person | None:
    return request.scope.get("rxchat.person")


def _user_agent(request: Request) -> str:
    return request.headers.get("user-agent", "")


def _plain(text: str) -> str:
    """Replace lone surrogates, which a form's charset may produce and no response can encode."""
    return text.encode("utf-8", "replace").decode()


async def _welcome(request: Request, sessions: SessionService, secret: str, wanted: str) -> Response:
    """End the sessions that this browser had before."""
    await _end_sessions(request, sessions)
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    reply = RedirectResponse(wanted if is_path else "/", HTTPStatus.SEE_OTHER)
    kept = cookies.to_keep(secret, is_secure=sessions.policy.is_secure)
    reply.headers.append("set-cookie", kept)
    return reply


async def _end_sessions(request: Request, sessions: SessionService) -> None:
    """End all sessions of the browser's cookies, of several users too."""
    for person in _sessions(request):
        await sessions.end(person.user_id, person.session_id)


def _sessions(request: Request) -> tuple[Person, ...]:
    return request.scope.get("rxchat.sessions", ())


def _is_opened(request: Request) -> bool:
    """Whether it is a user's navigation, judged by fetch metadata and prefetch headers."""
    said = request.headers
    purposes = " ".join(said.get(name, "") for name in ("sec-purpose", "purpose", "x-purpose", "x-moz")).lower()
    is_ahead = any(word in purposes for word in ("prefetch", "prerender", "preview"))
    is_page = said.get("sec-fetch-mode", "navigate") == "navigate" and said.get("sec-fetch-dest", "document") == "document"
    return is_page and not is_ahead


def _how_to_sign_in(auth: AuthServices) -> str:
    return _LOCAL.substitute(command=escape(auth.link_command), seconds=LINK_SECONDS)


def _form(
    auth: AuthServices, status: HTTPStatus, *, wanted: str, email: str = "", problem: RxchatError | None = None
) -> Response:
    words = f'<p class="wrong" role="alert">{escape(f"{problem.message} {problem.hint}")}</p>' if problem else ""
    root = auth.sessions.policy.base_path
    content = _FORM.substitute(problem=words, root=root, wanted=escape(wanted), email=escape(email))
    return _page(auth, "Sign in to rxchat", content, status)


def _page(auth: AuthServices, title: str, content: str, status: HTTPStatus) -> Response:
    html = _PAGE.substitute(root=auth.sessions.policy.base_path, title=title, style=_STYLE, content=content)
    return HTMLResponse(html, status, headers={"content-security-policy": _CSP, "cache-control": "no-store"})
