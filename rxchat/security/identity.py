"""Identity: the user behind a request, by a browser's cookie or a script's token."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from rxchat.domain.accounts import Person
from rxchat.security import cookies

Ask = Callable[..., Awaitable[Person | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """`person` is None for an anonymous request.

    `has_cookie`: the identity comes, or could come, from a cookie that a browser sent on its own. `sessions`: all sessions of the
    request's cookies, which end when somebody signs in. `replacing`: the secret that came under the plain name although `__Host-`
    is in use.
    """

    person: Person | None
    has_cookie: bool
    sessions: tuple[Person, ...] = ()
    replacing: str | None = None


NOBODY: Final = Identity(person=None, has_cookie=False)


async def identify(
    ask: Ask, headers: dict[str, str], *, is_secure: bool, is_auth_disabled: bool, with_token: bool = True
) -> Identity:
    """The first valid cookie counts; if cookies belong to different users, none does.

    A token counts beside invalid cookies: it was sent on purpose.
    """
    given = cookies.in_headers(headers, is_secure=is_secure)
    if is_auth_disabled:
        return Identity(person=await ask(cookie=None, token=None), has_cookie=bool(given))
    opened = [(name, value, person) for name, value in given if (person := await ask(cookie=value, token=None)) is not None]
    sessions = tuple(person for _, _, person in opened)
    if len({person.user_id for person in sessions}) > 1:
        return Identity(person=None, has_cookie=True, sessions=sessions)
    if opened:
        name, value, person = opened[0]
        is_outdated = name != cookies.name_for(is_secure=is_secure)
        return Identity(person=person, has_cookie=True, sessions=sessions, replacing=value if is_outdated else None)
    token = token_in(headers) if with_token else None
    person = await ask(cookie=None, token=token) if token else None
    return Identity(person=person, has_cookie=bool(given) and person is None)


def token_in(headers: dict[str, str]) -> str | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
