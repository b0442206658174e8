"""Who a request comes from: a browser by its cookie, a script by its token."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from rxchat.domain.accounts import Person
from rxchat.security import cookies

Ask = Callable[..., Awaitable[Person | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """`person` is who asks, None for nobody.

    `has_cookie`: a browser may have added what opened the door, or would have, and nobody may have meant to send it.
    `sessions`: all that the request's cookies open, which are over when somebody signs in over them.
    `replacing`: the secret that came under the plain name where the other one is right.
    """

    person: Person | None
    has_cookie: bool
    sessions: tuple[Person, ...] = ()
    replacing: str | None = None


async def identify(
    ask: Ask, headers: dict[str, str], *, is_secure: bool, is_auth_disabled: bool, with_token: bool = True
) -> Identity:
    """Of several cookies the first that opens something counts; where they open the door to different people, nobody is let in.

    A token counts beside cookies that open nothing: it was sent on purpose.
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
