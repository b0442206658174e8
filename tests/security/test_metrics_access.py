"""Who may read the metrics."""

from dataclasses import replace

import pytest

from rxchat.security.asgi import Scope
from rxchat.security.metrics_access import may_read
from rxchat.security.policy import Policy

HERE = Policy(hosts=frozenset({"localhost"}), origins=("http://127.0.0.1:8000", "http://localhost:8000"))
TOKEN = replace(HERE, metrics_token="let-me-count")
PROXIED = replace(HERE, origins=("https://chat.example.org",))
BEARER = {"authorization": "Bearer let-me-count"}


def scope_of(address: str | None) -> Scope:
    return {"type": "http", "client": None if address is None else (address, 50000)}


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1"])
def test_without_a_token_this_computer_may(address: str):
    assert may_read(scope_of(address), {}, HERE)


@pytest.mark.parametrize("address", ["192.168.1.7", "203.0.113.9", "::ffff:10.0.0.1", "unix", "", None])
def test_without_a_token_nobody_else_may(address: str | None):
    assert not may_read(scope_of(address), {}, HERE)


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-proto", "via"])
def test_what_a_proxy_passes_on_is_not_from_this_computer(header: str):
    assert not may_read(scope_of("127.0.0.1"), {header: "127.0.0.1"}, HERE)


def test_where_a_proxy_is_configured_only_the_token_opens_them():
    """A proxy that sends no header of its own looks like this computer."""
    assert not may_read(scope_of("127.0.0.1"), {}, PROXIED)
    assert may_read(scope_of("203.0.113.9"), BEARER, replace(PROXIED, metrics_token="let-me-count"))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer let-me-coun"},
        {"authorization": "let-me-count"},
        {"x-api-key": "let-me-count"},
        {"authorization": "Bearer "},
    ],
)
def test_with_a_token_not_even_this_computer_may_without_it(headers: dict[str, str]):
    assert not may_read(scope_of("127.0.0.1"), headers, TOKEN)


@pytest.mark.parametrize("policy", [HERE, TOKEN])
def test_another_sites_page_may_not(policy: Policy):
    assert not may_read(scope_of("127.0.0.1"), BEARER | {"origin": "https://evil.test"}, policy)
    assert not may_read(scope_of("127.0.0.1"), BEARER | {"sec-fetch-site": "cross-site"}, policy)


def test_the_token_is_in_no_representation_of_the_policy():
    assert "let-me-count" not in repr(TOKEN)
