"""The session's cookie."""

import pytest

from rxchat.security import cookies
from rxchat.security.cookies import HOST_ONLY, MOST, PLAIN


def values(header: str, *, is_secure: bool) -> list[str]:
    return [value for _, value in cookies.in_headers({"cookie": header}, is_secure=is_secure)]


@pytest.mark.parametrize(
    ("header", "plain", "secure"),
    [
        (f"{PLAIN}=a", ["a"], ["a"]),
        (f"{HOST_ONLY}=a", [], ["a"]),
        (f"{PLAIN}=a; {HOST_ONLY}=b; {PLAIN}=c", ["a", "c"], ["b", "a", "c"]),
        (f"{PLAIN}=h.a; {HOST_ONLY}=h.b", ["h.a"], ["h.b"]),
        (f'x={{"a":1}}; {PLAIN}="a"; flag', ["a"], ["a"]),
        (f"{PLAIN}=; {PLAIN}; x{PLAIN}=a; {PLAIN.upper()}=b", [], []),
        ("", [], []),
    ],
)
def test_those_that_may_be_a_sessions_are_found(header: str, plain: list[str], secure: list[str]):
    assert values(header, is_secure=False) == plain
    assert values(header, is_secure=True) == secure


def test_so_many_are_looked_at():
    assert len(values(f"{PLAIN}=x; " * 1000, is_secure=False)) == MOST


def test_behind_https_browsers_hold_the_cookie_to_this_host():
    kept = cookies.to_keep("secret", is_secure=True)
    assert kept.startswith("__Host-rxchat_session=secret; ")
    assert {"Secure", "HttpOnly", "SameSite=strict", "Path=/"} <= set(kept.split("; "))
    assert "Domain" not in kept
    assert "Secure" not in cookies.to_keep("secret", is_secure=False)
    assert "Secure" in cookies.to_drop(HOST_ONLY)
    assert "Max-Age=0" in cookies.to_drop(PLAIN)


def test_a_secret_that_was_made_for_the_one_name_opens_nothing_under_the_other():
    secret = cookies.secret_for("secret", is_secure=True)
    assert values(f"{HOST_ONLY}={secret}", is_secure=True) == [secret]
    assert values(f"{PLAIN}={secret}", is_secure=True) == []
    assert cookies.secret_for("secret", is_secure=False) == "secret"
