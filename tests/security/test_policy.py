"""Which hosts and origins are ours."""

import pytest

from rxchat.security.policy import Policy, is_loopback_origin

LOCAL = Policy(hosts=frozenset({"localhost", "127.0.0.1", "[::1]"}), origins=("http://127.0.0.1:8000", "http://localhost:8000"))
OURS, EVIL = "http://localhost:8000", "https://evil.test"


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "LOCALHOST:8000", "127.0.0.1:1", "[::1]", "[::1]:8000"])
def test_our_own_names_are_known_with_any_port(host: str):
    assert LOCAL.has_host(host)


@pytest.mark.parametrize(
    "host", ["", "evil.test", "localhost.evil.test", "evil.test:8000", "127.0.0.1.evil.test", "::1", "localhost:80:80", "127.1"]
)
def test_other_names_are_not(host: str):
    assert not LOCAL.has_host(host)


@pytest.mark.parametrize(
    ("headers", "has_cookie", "has_token", "is_ours"),
    [
        ({"origin": OURS, "sec-fetch-site": "same-origin"}, True, False, True),
        ({"origin": OURS}, True, False, True),
        ({"sec-fetch-site": "same-origin"}, True, False, True),
        ({"sec-fetch-site": "none"}, True, False, True),
        ({"origin": EVIL}, True, False, False),
        ({"origin": EVIL}, False, True, False),
        ({"origin": EVIL, "sec-fetch-site": "same-origin"}, True, True, False),
        ({"origin": "null"}, True, False, False),
        ({"origin": OURS, "sec-fetch-site": "cross-site"}, True, False, False),
        ({"origin": OURS, "sec-fetch-site": "same-site"}, True, False, False),
        ({"sec-fetch-site": "cross-site"}, False, True, False),
        ({"origin": "http://localhost:9999"}, True, False, False),
        ({"origin": "https://localhost:8000"}, True, False, False),
        ({}, False, True, True),
        ({}, True, True, False),
        ({}, True, False, False),
        ({}, False, False, False),
    ],
)
def test_a_request_is_ours_by_its_origin_or_as_a_scripts(
    headers: dict[str, str], has_cookie: bool, has_token: bool, is_ours: bool
):
    assert LOCAL.is_from_here(headers, has_cookie=has_cookie, has_token=has_token) is is_ours


@pytest.mark.parametrize(
    ("headers", "is_elsewhere"),
    [
        ({}, False),
        ({"origin": OURS, "sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": EVIL}, True),
        ({"origin": "null"}, True),
        ({"origin": OURS, "sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
    ],
)
def test_a_browser_says_where_it_comes_from(headers: dict[str, str], is_elsewhere: bool):
    assert LOCAL.is_from_elsewhere(headers) is is_elsewhere


def test_cookies_are_secure_where_every_address_is():
    assert not LOCAL.is_secure
    assert Policy(hosts=frozenset(), origins=("https://chat.example.org",)).is_secure


def test_homes_are_the_origins_with_the_base_path():
    assert LOCAL.homes == LOCAL.origins
    below = Policy(hosts=frozenset(), origins=("https://www.example.org",), base_path="/chat")
    assert below.homes == ("https://www.example.org/chat",)
    assert below.sockets == ("wss://www.example.org",)


def test_sockets_have_the_origins_names():
    assert LOCAL.sockets == ("ws://127.0.0.1:8000", "ws://localhost:8000")
    assert Policy(hosts=frozenset(), origins=("https://chat.example.org",)).sockets == ("wss://chat.example.org",)


@pytest.mark.parametrize(
    ("origin", "is_it"),
    [(OURS, True), ("http://[::1]:8000", True), ("http://192.168.1.5:8000", False), ("http://localhost.evil.test", False)],
)
def test_this_computers_own_addresses_are_told_apart(origin: str, is_it: bool):
    assert is_loopback_origin(origin) is is_it
