"""Why a connection fails is said in words: certificates, TLS where there is none, names, ports, proxies."""

import socket
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

import pytest

from rxchat.domain.errors import ConnectionFailed, ConnectionLost, InsecureConnection, InvalidResponse, ProviderError
from rxchat.domain.provider_connection import Connection
from rxchat.providers.custom_endpoint import custom_endpoint
from rxchat.providers.transport import connections
from rxchat.providers.transport.failure_causes import asks_for_https, cause_of

from ..certificates import Authority, secure_server
from ..conftest import Scripted, hurried


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(autouse=True)
def fresh_trust(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The certificates are read once for a program: each test is one of its own."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    connections.trusted.cache_clear()
    yield
    connections.trusted.cache_clear()


def secure_or_silent() -> AbstractContextManager[int]:
    """A server that hangs up on what it does not understand, as many with TLS do."""
    return plain_server(b"")


@contextmanager
def plain_server(answer_of_all: bytes = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n") -> Iterator[int]:
    """The port of a server that answers whatever comes as web servers answer what is no HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection:
                        connection.recv(65_536)
                        connection.sendall(answer_of_all)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


async def fault_at(url: str) -> ProviderError:
    provider = custom_endpoint("lab", "Lab", url)(Connection(api_key="e"))
    hurried(provider)
    try:
        with pytest.raises(ProviderError) as raised:
            await provider.get_models()
        return raised.value
    finally:
        await provider.aclose()


async def listed_at(url: str) -> list[str]:
    provider = custom_endpoint("lab", "Lab", url)(Connection())
    try:
        return [model.id for model in await provider.get_models()]
    finally:
        await provider.aclose()


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"])
async def test_an_authority_of_ones_own_is_trusted_where_the_environment_names_it(
    authority: Authority, variable: str, monkeypatch: pytest.MonkeyPatch
):
    with secure_server(authority.certificate("127.0.0.1")) as port:
        error = await fault_at(f"https://127.0.0.1:{port}/v1")
        assert type(error) is InsecureConnection
        assert "certificate isn't trusted" in error.message
        assert "SSL_CERT_FILE" in error.hint
        place = authority.file.parent if variable == "SSL_CERT_DIR" else authority.file
        monkeypatch.setenv(variable, str(place))
        connections.trusted.cache_clear()
        assert await listed_at(f"https://127.0.0.1:{port}/v1") == ["m"]


@pytest.mark.parametrize(
    ("host", "days", "words"),
    [
        ("127.0.0.1", -3, "has expired"),
        ("127.0.0.1", 33, "isn't valid yet"),
        ("vendor.test", 9, "isn't for 127.0.0.1"),
    ],
)
async def test_what_is_wrong_with_a_certificate_is_said(
    authority: Authority, host: str, days: int, words: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with secure_server(authority.certificate(host, days=days)) as port:
        error = await fault_at(f"https://127.0.0.1:{port}/v1")
    assert type(error) is InsecureConnection
    assert words in error.message
    assert error.hint


async def test_https_at_a_server_without_it_and_http_at_one_with_it_are_told(scripted: Scripted):
    with plain_server() as port:
        error = await fault_at(f"https://127.0.0.1:{port}/v1")
    assert type(error) is InsecureConnection
    assert "doesn't support HTTPS" in error.message
    assert f"http://127.0.0.1:{port}/v1" in error.hint
    scripted.say("Client sent an HTTP request to an HTTPS server.\n", 400, {"content-type": "text/plain"})
    error = await fault_at(f"http://127.0.0.1:{scripted.port}/v1")
    assert f"https://127.0.0.1:{scripted.port}/v1" in error.hint
    scripted.answers.clear()
    scripted.say("", 301, {"location": f"https://127.0.0.1:{scripted.port}/v1/models"})
    assert "requires HTTPS" in (await fault_at(f"http://127.0.0.1:{scripted.port}/v1")).message


async def test_nothing_there_and_no_such_name_are_told_apart(monkeypatch: pytest.MonkeyPatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = await fault_at(f"http://127.0.0.1:{port}/v1")
    assert (type(error), "connection was refused" in error.message) == (ConnectionFailed, True)
    error = await fault_at("https://no-such-name.invalid/v1")
    assert type(error) is ConnectionFailed
    assert "host no-such-name.invalid wasn't found" in error.message
    assert "PROXY" not in error.hint


async def test_a_server_that_hangs_up_is_not_taken_for_absent():
    with secure_or_silent() as port:
        error = await fault_at(f"http://127.0.0.1:{port}/v1")
    assert type(error) is ConnectionLost
    assert "closed the connection before it responded" in error.message
    assert "use https://" in error.hint


@pytest.mark.parametrize(
    ("body", "asks"),
    [
        ("<center>The plain HTTP request was sent to HTTPS port</center>", True),
        ("Client sent an HTTP request to an HTTPS server.", True),
        ({"error": "HTTPS"}, False),
        ("Bad request", False),
    ],
)
def test_a_refusal_for_want_of_tls_is_known(body: object, asks: bool):
    assert asks_for_https(body) is asks


def test_an_answer_in_tls_to_a_plain_question_is_known():
    error = OSError(r"illegal status line: bytearray(b'\x15\x03\x03\x00\x02\x02P')")
    assert cause_of(error, "http://h:1/v1").kind is InvalidResponse
    assert cause_of(OSError("no route"), "http://h:1/v1").kind is ConnectionFailed
