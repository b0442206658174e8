"""Session cookie: its name, attributes and precedence.

Behind HTTPS the name starts with `__Host-`: browsers accept it from this host only, over HTTPS and for all paths, so that neither
a sibling domain nor a page without HTTPS can plant a session.
"""

from typing import Final

PLAIN: Final = "rxchat_session"
HOST_ONLY: Final = "__Host-rxchat_session"
PERSON: Final = "rxchat_person"
"""Tells the page whose it is: what the browser keeps is kept by person. It opens nothing."""
SIGNED_OUT: Final = "rxchat_signed_out"
"""Tells the next page who has signed out, so that it removes what the browser has kept for them. It opens nothing."""
_OF_HOST: Final = "h."
"""Prefix of secrets for the `__Host-` name; they are invalid under the plain one."""
SECONDS: Final = 30 * 24 * 3600
"""Lifetime of the cookie, and of an unused session."""
MOST: Final = 8
"""Maximum number of session cookies to examine. A browser has one; others come from foreign hosts and paths."""


def name_for(*, is_secure: bool) -> str:
    return HOST_ONLY if is_secure else PLAIN


def secret_for(secret: str, *, is_secure: bool) -> str:
    return f"{_OF_HOST}{secret}" if is_secure else secret


def in_headers(headers: dict[str, str], *, is_secure: bool) -> list[tuple[str, str]]:
    """Names and values of all possible session cookies, likeliest first.

    Parsed by hand: other programs on this host set cookies too, and a malformed one must not hide ours. Behind HTTPS the plain
    name is still accepted for sessions from before `__Host-`.
    """
    pairs = [pair.strip().partition("=") for pair in headers.get("cookie", "").split(";")]
    found = [(name, value.strip('"')) for name, _, value in pairs if value.strip('"')]
    plain = [(name, value) for name, value in found if name == PLAIN]
    if is_secure:
        older = [(name, value) for name, value in plain if not value.startswith(_OF_HOST)]
        plain = [(name, value) for name, value in found if name == HOST_ONLY] + older
    return plain[:MOST]


def to_keep(secret: str, *, is_secure: bool) -> str:
    """The Set-Cookie value that stores the session."""
    return f"{name_for(is_secure=is_secure)}={secret}; Max-Age={SECONDS}; {_attributes(is_secure=is_secure)}"


def to_drop(name: str) -> str:
    return f'{name}=""; Max-Age=0; {_attributes(is_secure=name == HOST_ONLY)}'


def of_person(user_id: int) -> str:
    """The Set-Cookie value for the page's scripts. It isn't trusted when it comes back."""
    return f"{PERSON}={user_id}; Max-Age={SECONDS}; Path=/; SameSite=strict"


def of_signed_out(user_id: int) -> str:
    return f"{SIGNED_OUT}={user_id}; Max-Age={SECONDS}; Path=/; SameSite=strict"


def _attributes(*, is_secure: bool) -> str:
    return f"Path=/; HttpOnly; SameSite=strict{'; Secure' if is_secure else ''}"
