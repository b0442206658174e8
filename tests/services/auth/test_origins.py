"""Under which addresses the program is reached."""

from pathlib import Path
from typing import Any

import pytest

from rxchat.config import HTTP_IS_FINE, Settings
from rxchat.domain.errors import StartupFailed
from rxchat.services.auth.origins import is_loopback, policy_of


def settings(**values: Any) -> Settings:
    return Settings(data_dir=Path("unused"), **values)


def test_by_itself_it_is_this_computer_only():
    policy = policy_of(settings(port=9000))
    assert policy.hosts == {"127.0.0.1", "localhost", "[::1]"}
    assert policy.origins == ("http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000")
    assert not policy.is_team
    assert not policy.is_auth_disabled
    assert policy_of(settings(), is_auth_disabled=True).is_auth_disabled


@pytest.mark.parametrize(("host", "origin"), [("::1", "http://[::1]:8000"), ("127.0.0.2", "http://127.0.0.2:8000")])
def test_the_address_it_listens_on_comes_first(host: str, origin: str):
    policy = policy_of(settings(host=host))
    assert policy.origins[0] == origin
    assert policy.has_host(origin.removeprefix("http://"))


def test_names_and_origins_come_from_the_settings():
    policy = policy_of(settings(mode="team", host="0.0.0.0", origins="https://Chat.example.org:8443"))
    assert policy.origins == ("https://chat.example.org:8443",)
    assert "chat.example.org" in policy.hosts
    assert policy.is_secure
    below = policy_of(settings(origins="https://www.example.org", base_path="/chat/"))
    assert below.homes == ("https://www.example.org/chat",)
    named = policy_of(settings(origins="https://chat.example.org", allowed_hosts="chat.example.org, 10.0.0.5"))
    assert named.hosts == {"chat.example.org", "10.0.0.5"}


@pytest.mark.parametrize(
    ("values", "is_auth_disabled", "words"),
    [
        ({"host": "0.0.0.0"}, False, "only this computer"),
        ({"host": "0.0.0.0", "origins": "https://chat.example.org"}, False, "RXCHAT_MODE=team"),
        ({"host": "0.0.0.0"}, True, "only this computer"),
        ({"mode": "team"}, True, "--no-auth"),
        ({"origins": "https://chat.example.org"}, True, "--no-auth"),
        ({"allowed_hosts": "chat.example.org"}, True, "--no-auth"),
        ({"mode": "team", "host": "0.0.0.0"}, False, "RXCHAT_ORIGINS"),
        ({"trusted_proxies": "10.0.0.5"}, False, "RXCHAT_ORIGINS"),
        ({"trusted_proxies": "0.0.0.0/0", "origins": "https://chat.example.org"}, False, "names all addresses"),
        ({"mode": "team", "token": "x"}, False, "local mode"),
        ({"mode": "team", "origins": "http://chat.example.org"}, False, "HTTPS"),
        ({"mode": "team", "origins": "http://chat.example.org", "allow_http": "yes"}, False, HTTP_IS_FINE),
    ],
)
def test_what_would_let_strangers_in_or_passwords_out_stops_the_start(values: dict[str, Any], is_auth_disabled: bool, words: str):
    with pytest.raises(StartupFailed) as stopped:
        policy_of(settings(**values), is_auth_disabled=is_auth_disabled)
    assert words in str(stopped.value)


def test_http_is_allowed_on_this_computer_and_in_so_many_words():
    assert not policy_of(settings(mode="team")).is_secure
    assert policy_of(settings(mode="team", origins="http://chat.example.org", allow_http=HTTP_IS_FINE)).origins


@pytest.mark.parametrize(
    ("host", "is_it"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("x", False)]
)
def test_loopback_is_known(host: str, is_it: bool):
    assert is_loopback(host) is is_it
