"""Vendors behind a real proxy: tunnels, forwarded requests, passwords, refusals, an authority of the company's own."""

import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import aclosing

import httpx
import pytest

from rxchat.domain.errors import ConnectionFailed, InsecureConnection, ProviderError
from rxchat.domain.provider_connection import Connection, Network
from rxchat.providers.custom_endpoint import custom_endpoint
from rxchat.providers.transport import connections
from rxchat.providers.transport.address_policy import ForbiddenAddress, PrivateAddress
from rxchat.providers.transport.connections import CheckedTransport

from ..certificates import Authority, plain_server, secure_server
from ..conftest import hurried
from ..forward_proxy import ForwardProxy, running

ADA = b64encode(b"ada:p@ss word").decode()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def vendor(authority: Authority) -> Iterator[int]:
    with secure_server(authority.certificate("api.vendor.test")) as port:
        yield port


@pytest.fixture(autouse=True)
def environment(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    connections.trusted.cache_clear()
    yield
    connections.trusted.cache_clear()


async def get(url: str, private: tuple[Network, ...] | None = None) -> httpx.Response:
    async with httpx.AsyncClient(transport=CheckedTransport(private)) as client:
        return await client.get(url)


async def error_at(url: str) -> ProviderError:
    provider = custom_endpoint("lab", "Lab", url)(Connection(api_key="sk-secret-key"))
    hurried(provider)
    async with aclosing(provider):
        with pytest.raises(ProviderError) as failed:
            await provider.get_models()
    return failed.value


@pytest.mark.parametrize("has_tls", [False, True], ids=["http proxy", "https proxy"])
async def test_https_goes_through_a_tunnel_and_the_proxy_reads_nothing(
    vendor: int, authority: Authority, has_tls: bool, monkeypatch: pytest.MonkeyPatch
):
    tls = None
    if has_tls:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(authority.certificate("127.0.0.1"))
    async with running(ForwardProxy({"api.vendor.test": vendor}, password=ADA), tls) as proxy:
        scheme = "https" if has_tls else "http"
        monkeypatch.setenv("HTTPS_PROXY", f"{scheme}://ada:p%40ss%20word@127.0.0.1:{proxy.port}")
        answer = await get("https://api.vendor.test:8443/v1/models?key=hidden")
    assert (answer.status_code, answer.json()["data"]) == (200, [{"id": "m"}])
    assert proxy.requests == ["CONNECT api.vendor.test:8443"]
    assert "hidden" not in "".join(proxy.heads)


async def test_plain_http_is_forwarded_with_its_whole_address(monkeypatch: pytest.MonkeyPatch, plain_vendor: int):
    async with running(ForwardProxy({"vendor.test": plain_vendor}, password=ADA)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://ada:p%40ss%20word@127.0.0.1:{proxy.port}")
        answer = await get("http://vendor.test:9000/v1/models")
    assert answer.json()["data"] == [{"id": "m"}]
    assert proxy.requests == ["GET http://vendor.test:9000/v1/models"]


@pytest.fixture
def plain_vendor() -> Iterator[int]:
    with plain_server() as port:
        yield port


@pytest.mark.parametrize(
    ("password", "given", "status", "says"),
    [
        (ADA, "", 200, "asks for a user name and password"),
        (ADA, "ada:wrong@", 200, "didn't accept its user name and password"),
        ("", "", 403, "doesn't allow connections to api.vendor.test:443"),
        ("", "", 503, "couldn't reach api.vendor.test:443 (status 503)"),
        ("", "", 200, "couldn't reach api.vendor.test:443 (status 502)"),
    ],
)
async def test_what_a_proxy_refuses_is_said_with_what_to_do(
    password: str, given: str, status: int, says: str, monkeypatch: pytest.MonkeyPatch
):
    async with running(ForwardProxy({}, password=password, status=status)) as proxy:
        monkeypatch.setenv("https_proxy", f"{given}127.0.0.1:{proxy.port}")
        error = await error_at("https://api.vendor.test/v1")
    assert type(error) is ConnectionFailed
    assert f"The proxy 127.0.0.1:{proxy.port} (https_proxy) {says}" in error.message
    assert error.hint
    assert "wrong" not in error.message + error.hint


async def test_a_forwarded_request_without_the_password_is_said_too(monkeypatch: pytest.MonkeyPatch):
    async with running(ForwardProxy({}, password=ADA)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"127.0.0.1:{proxy.port}")
        error = await error_at("http://vendor.test/v1")
    assert "asks for a user name and password" in error.message


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("127.0.0.1:9", "can't be reached"),
        ("http://no-such.invalid:3128", "can't be reached"),
        ("socks5://127.0.0.1", "can't use"),
    ],
)
async def test_a_proxy_that_is_not_there_is_said(value: str, says: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTPS_PROXY", value)
    error = await error_at("https://api.vendor.test/v1")
    assert type(error) is ConnectionFailed
    assert says in error.message
    assert "HTTPS_PROXY" in error.message + error.hint


async def test_a_server_that_is_no_proxy_is_said(vendor: int, monkeypatch: pytest.MonkeyPatch):
    """It speaks TLS, and hangs up."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{vendor}")
    error = await error_at("https://api.vendor.test/v1")
    assert "didn't answer as a proxy does" in error.message
    monkeypatch.setenv("HTTPS_PROXY", f"https://127.0.0.1:{vendor}")
    error = await error_at("https://api.vendor.test/v1")
    assert "No secure connection to the proxy" in error.message


async def test_an_untrusted_certificate_behind_a_proxy_is_named(vendor: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    async with running(ForwardProxy({"api.vendor.test": vendor})) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{proxy.port}")
        error = await error_at("https://api.vendor.test/v1")
    assert type(error) is InsecureConnection
    assert "certificate isn't trusted: unable to get local issuer certificate" in error.message
    assert "SSL_CERT_FILE" in error.hint


@pytest.mark.parametrize(
    ("url", "private", "kind"),
    [
        ("https://169.254.169.254/latest", None, ForbiddenAddress),
        ("http://100.100.100.200/", None, ForbiddenAddress),
        ("https://10.0.0.7/v1", (), PrivateAddress),
        ("http://192.168.0.9/v1", (), PrivateAddress),
    ],
)
async def test_a_proxy_is_no_way_round_the_address_policy(
    url: str, private: tuple[Network, ...] | None, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
):
    async with running(ForwardProxy({})) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"127.0.0.1:{proxy.port}")
        with pytest.raises(kind):
            await get(url, private)
    assert proxy.requests == []


async def test_a_proxy_at_a_forbidden_address_is_not_connected_to(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://169.254.169.254:80")
    assert "an address that isn't allowed" in (await error_at("https://api.vendor.test/v1")).message


async def test_this_computers_servers_are_not_asked_for_at_the_proxy(plain_vendor: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert (await get(f"http://127.0.0.1:{plain_vendor}/v1/models")).status_code == 200


async def test_an_endpoints_own_authority_vouches_for_its_server_and_not_for_the_proxy(
    vendor: int, authority: Authority, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("SSL_CERT_FILE")
    connections.trusted.cache_clear()
    lab = custom_endpoint("lab", "Lab", "https://api.vendor.test:8443/v1", authority.pem)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(authority.certificate("127.0.0.1"))
    async with running(ForwardProxy({"api.vendor.test": vendor})) as proxy, aclosing(lab(Connection())) as provider:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        assert [model.id for model in await provider.get_models()] == ["m"]
    async with running(ForwardProxy({"api.vendor.test": vendor}), tls) as proxy, aclosing(lab(Connection())) as provider:
        monkeypatch.setenv("HTTPS_PROXY", f"https://127.0.0.1:{proxy.port}")
        hurried(provider)
        with pytest.raises(ConnectionFailed, match="No secure connection to the proxy"):
            await provider.get_models()
