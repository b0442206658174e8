"""What no vendor lives at is never connected to, however it is written. Control:
rxchat/providers/transport/address_policy.py and client.py.

Connections are counted where they are made: Python tells an audit hook of every `connect`.
"""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from typing import Any

import pytest
from corpora.addresses import NOBODY, PRIVATE, TRICKS
from fakes.server import FakeReply, FakeRequest, FakeServer

from rxchat.domain.errors import ConnectionFailed, InvalidResponse, NotConfigured, ProviderError
from rxchat.domain.provider_connection import Connection, Network
from rxchat.providers.pipeline.retry import RetryPolicy
from rxchat.providers.vendors.claude import ClaudeProvider

from ..conftest import STOP, Scripted, ask, delta

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
Address = Any


class Wire:
    """The connections of this process, while it is watched."""

    def __init__(self) -> None:
        self.connections: list[Address] = []


_watching: list[Wire] = []
_is_hooked: list[bool] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        for wire in _watching:
            wire.connections.append(arguments[1])


@contextmanager
def watched() -> Iterator[Wire]:
    if not _is_hooked:  # a hook stays for as long as the process lives
        sys.addaudithook(_hook)
        _is_hooked.append(True)
    _watching.append(Wire())
    try:
        yield _watching[-1]
    finally:
        _watching.pop()


async def outcome(base_url: str, private: tuple[Network, ...] | None) -> ProviderError | str:
    """The answer from an address, or why there is none."""
    provider = ClaudeProvider(Connection(api_key="sk-ant-canary", base_url=base_url or " ", private_networks=private))
    provider.retries = RetryPolicy(retries=0)
    try:
        return (await provider.send_message(ask())).text
    except ProviderError as error:
        return error
    finally:
        await provider.aclose()


def test_the_corpus_is_as_large_as_promised():
    assert len({*NOBODY, *PRIVATE, *TRICKS}) == len(NOBODY) + len(PRIVATE) + len(TRICKS) >= 80


@pytest.mark.parametrize("private", [None, LOOPBACK, ()], ids=["local", "listed", "team"])
async def test_an_address_without_a_vendor_is_not_connected_to(scripted: Scripted, private: tuple[Network, ...] | None):
    scripted.say(delta("a") + STOP)
    for url in NOBODY:
        with watched() as wire:
            error = await outcome(url.format(port=scripted.port), private)
        assert isinstance(error, ProviderError), url
        assert wire.connections == [], url
    assert scripted.requests == []


async def test_where_several_people_share_it_no_private_address_is_connected_to(scripted: Scripted):
    scripted.say(delta("a") + STOP)
    for url in PRIVATE:
        with watched() as wire:
            error = await outcome(url.format(port=scripted.port), ())
        assert isinstance(error, NotConfigured | ConnectionFailed), url  # the second where the spelling names nothing here
        assert wire.connections == [], url
    assert scripted.requests == []


async def test_one_person_may_call_this_computer_and_so_may_those_whom_a_list_allows(scripted: Scripted):
    scripted.say(delta("a") + STOP)
    for private in (None, LOOPBACK):
        with watched() as wire:
            assert await outcome(f"http://localhost:{scripted.port}", private) == "a"
        assert ("127.0.0.1", scripted.port) in wire.connections
    error = await outcome(f"http://127.0.0.1:{scripted.port}", (ip_network("10.0.0.0/8"),))
    assert type(error) is NotConfigured
    assert "administrator to allow it" in error.hint


async def test_what_is_no_plain_address_is_not_called(scripted: Scripted):
    scripted.say(delta("a") + STOP)
    for url in TRICKS:
        with watched() as wire:
            error = await outcome(url.format(port=scripted.port), ())
        assert isinstance(error, ProviderError), url
        assert wire.connections == [], url
        assert "pass" not in str(error), url
    assert scripted.requests == []


class _Redirecting(FakeServer):
    """Sends everybody to `target`."""

    status = 302
    target = ""

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        del request
        await reply.send(self.status, {"location": self.target}, b"")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(scripted: Scripted, status: int):
    scripted.say(delta("a") + STOP)
    with _Redirecting() as server:
        server.target, server.status = f"{scripted.url}/v1/messages", status
        with watched() as wire:
            error = await outcome(server.url, None)
        assert type(error) is InvalidResponse
        assert wire.connections == [("127.0.0.1", server.port)]
    assert scripted.requests == []


async def test_a_name_that_changes_its_mind_after_the_check_gains_nothing(scripted: Scripted, monkeypatch: pytest.MonkeyPatch):
    """DNS rebinding: the first look-up gives an address that is allowed, each later one the metadata service."""
    scripted.say(delta("a") + STOP)
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *rest: Any, **options: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "169.254.169.254", port, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with watched() as wire:
        assert await outcome(f"http://rebinding.test:{scripted.port}", None) == "a"
    assert asked == ["rebinding.test"]
    assert wire.connections == [("127.0.0.1", scripted.port)]
    with watched() as wire:
        assert isinstance(await outcome(f"http://rebinding.test:{scripted.port}", None), NotConfigured)
    assert wire.connections == []


async def test_a_name_is_looked_up_as_it_is_written_on_the_wire(monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []

    def unknown(host: str, *rest: Any, **options: Any) -> Any:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert isinstance(await outcome("https://stra\u00dfe.test", None), ConnectionFailed)
    assert asked == ["xn--strae-oqa.test"]


@pytest.mark.parametrize(
    ("bad", "private"),
    [("169.254.169.254", None), ("fe80::1", None), ("10.0.0.1", LOOPBACK), ("0.0.0.0", LOOPBACK)],
)
@pytest.mark.parametrize("is_first", [True, False])
async def test_of_a_name_with_a_bad_address_among_good_ones_the_good_ones_are_connected_to(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch, bad: str, private: tuple[Network, ...] | None, is_first: bool
):
    scripted.say(delta("a") + STOP)
    real = socket.getaddrinfo

    def mixed(host: str, port: int, *rest: Any, **options: Any) -> Any:
        addresses = (bad, "127.0.0.1") if is_first else ("127.0.0.1", bad)
        return [entry for address in addresses for entry in real(address, port, *rest, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", mixed)
    with watched() as wire:
        assert await outcome(f"http://mixed.test:{scripted.port}", private) == "a"
    assert wire.connections == [("127.0.0.1", scripted.port)]


async def test_a_name_with_bad_addresses_only_is_not_connected_to(scripted: Scripted, monkeypatch: pytest.MonkeyPatch):
    real = socket.getaddrinfo

    def bad(host: str, port: int, *rest: Any, **options: Any) -> Any:
        return [*real("169.254.169.254", port, *rest, **options), *real("fe80::1", port, *rest, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", bad)
    with watched() as wire:
        assert type(await outcome(f"http://bad.test:{scripted.port}", None)) is NotConfigured
    assert wire.connections == []
