"""The cookie of a session: its name, its attributes, and which of several counts.

Behind HTTPS the name begins with `__Host-`: browsers then take it from this very host only, by HTTPS and for all paths, so that
neither another name of the same domain nor a page without HTTPS can put a session of its own in its place.
"""

from typing import Final

PLAIN: Final = "rxchat_session"
HOST_ONLY: Final = "__Host-rxchat_session"
PERSON: Final = "rxchat_person"
"""Tells the page whose it is: what the browser keeps is kept by person. It opens nothing."""
SIGNED_OUT: Final = "rxchat_signed_out"
"""Tells the next page who has signed out, so that it removes what the browser has kept for them. It opens nothing."""
_OF_HOST: Final = "h."
"""How secrets begin that are made for the second name. Under the first they open nothing."""
SECONDS: Final = 30 * 24 * 3600
"""How long a browser keeps it, and how long a session lasts that nobody uses."""
MOST: Final = 8
"""Cookies of ours that are looked at. A browser has one; others come from hosts and paths that are not ours."""


def name_for(*, is_secure: bool) -> str:
    return HOST_ONLY if is_secure else PLAIN


def secret_for(secret: str, *, is_secure: bool) -> str:
    return f"{_OF_HOST}{secret}" if is_secure else secret


def in_headers(headers: dict[str, str], *, is_secure: bool) -> list[tuple[str, str]]:
    """Names and values of all cookies that may be a session's, the likeliest first.

    Read by hand: programs on other ports of this computer set cookies too, and a strange one must not hide ours. Behind HTTPS the
    plain name still counts for sessions from before there was the other.
    """
    pairs = [pair.strip().partition("=") for pair in headers.get("cookie", "").split(";")]
    found = [(name, value.strip('"')) for name, _, value in pairs if value.strip('"')]
    plain = [(name, value) for name, value in found if name == PLAIN]
    if is_secure:
        older = [(name, value) for name, value in plain if not value.startswith(_OF_HOST)]
        plain = [(name, value) for name, value in found if name == HOST_ONLY] + older
    return plain[:MOST]


def to_keep(secret: str, *, is_secure: bool) -> str:
    """The header's value that has a browser keep it."""
    return f"{name_for(is_secure=is_secure)}={secret}; Max-Age={SECONDS}; {_attributes(is_secure=is_secure)}"


def to_drop(name: str) -> str:
    return f'{name}=""; Max-Age=0; {_attributes(is_secure=name == HOST_ONLY)}'


def of_person(user_id: int) -> str:
    """What a page brings along for its own scripts. It is not believed when it comes back."""
    return f"{PERSON}={user_id}; Max-Age={SECONDS}; Path=/; SameSite=strict"


def of_signed_out(user_id: int) -> str:
    return f"{SIGNED_OUT}={user_id}; Max-Age={SECONDS}; Path=/; SameSite=strict"


def _attributes(*, is_secure: bool) -> str:
    return f"Path=/; HttpOnly; SameSite=strict{'; Secure' if is_secure else ''}"
