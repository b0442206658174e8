"""Proxy connection: the way to a vendor through an HTTP proxy. HTTPS goes through a tunnel, so the proxy sees no key or text.

The proxy itself may be anywhere but at an address that nobody's server has: the operator has set it. The vendor
is judged by the address policy where this computer can look its name up. Elsewhere only the proxy can.
"""

import asyncio
import ssl
from base64 import b64encode
from contextlib import suppress
from typing import Final

import httpcore

from rxchat.domain.provider_connection import Network
from rxchat.providers.transport.address_policy import ForbiddenAddress, resolve
from rxchat.providers.transport.certificates import trusted
from rxchat.providers.transport.network import CheckedNetwork
from rxchat.providers.transport.proxies import Proxy, ProxyFailed, proxy_for

LOOKUP_SECONDS: Final = 1.0
TUNNEL_SECONDS: Final = 15.0
_MOST_HEAD: Final = 65_536
_READ: Final = 4_096
_WHO: Final = 407
_END: Final = b"\r\n\r\n"


async def connect(
    network: CheckedNetwork,
    origin: httpcore.Origin,
    timeout: float | None,  # noqa: ASYNC109 - httpcore's way
) -> tuple[httpcore.AsyncNetworkStream, Proxy | None]:
    """A connection to a vendor, directly or through a proxy, and the proxy where that reads and forwards the requests.

    Raises ProxyFailed, or ForbiddenAddress for the vendor.
    """
    host, is_secure = origin.host.decode("ascii"), origin.scheme == b"https"
    proxy = proxy_for(origin.scheme.decode("ascii"), host, origin.port)
    if proxy is None:
        return await network.connect_tcp(host, origin.port, timeout), None
    await _judge(host, origin.port, network.private)
    stream = await _to_proxy(proxy, timeout)
    if not is_secure:
        return stream, proxy
    try:
        async with asyncio.timeout(TUNNEL_SECONDS):
            await _open_tunnel(stream, proxy, f"[{host}]" if ":" in host else host, origin.port)
    except TimeoutError as exc:
        await stream.aclose()
        raise ProxyFailed(f"The proxy {proxy.place} didn't respond.", "Try again, or ask its administrator.") from exc
    except BaseException:
        await stream.aclose()
        raise
    return stream, None


def forwarded(proxy: Proxy | None, request: httpcore.Request) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """The target and the headers of a request; a proxy that reads it is given the whole address, and its password."""
    if proxy is None:
        return request.url.target, list(request.headers)
    own = [(name.encode(), value.encode()) for name, value in _authorization(proxy).items()]
    return bytes(request.url), [*request.headers, *own]


def require_passage(proxy: Proxy | None, status: int) -> None:
    """Raise ProxyFailed where the proxy answered a request itself, because it wants to know who asks."""
    if proxy is not None and status == _WHO:
        raise _refusal(proxy, status, "")


async def _secured(
    stream: httpcore.AsyncNetworkStream,
    proxy: Proxy,
    timeout: float | None,  # noqa: ASYNC109 - httpcore's way
) -> httpcore.AsyncNetworkStream:
    try:
        return await stream.start_tls(trusted(), proxy.host, timeout)  # not by an endpoint's own authority
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
        why = exc.__cause__.verify_message if isinstance(exc.__cause__, ssl.SSLCertVerificationError) else "TLS failed"
        hint = f"If the proxy has no HTTPS, use http:// in {proxy.variable}. Add its certificate's issuer to SSL_CERT_FILE."
        raise ProxyFailed(f"No secure connection to the proxy {proxy.place}: {why}.", hint) from exc


def _authorization(proxy: Proxy) -> dict[str, str]:
    """The header with the proxy's user name and password, if it has any."""
    if not proxy.user and not proxy.password:
        return {}
    return {"Proxy-Authorization": f"Basic {b64encode(f'{proxy.user}:{proxy.password}'.encode()).decode()}"}


async def _judge(host: str, port: int, private: tuple[Network, ...] | None) -> None:
    """Raise ForbiddenAddress for a vendor at an address that isn't connected to. A name that is unknown here passes."""
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(LOOKUP_SECONDS):
            await resolve(host, port, private)


async def _to_proxy(
    proxy: Proxy,
    timeout: float | None,  # noqa: ASYNC109 - httpcore's way
) -> httpcore.AsyncNetworkStream:
    hint = f"Check {proxy.variable} and that the proxy runs, then restart rxchat."
    try:
        stream = await CheckedNetwork(None).connect_tcp(proxy.host, proxy.port, timeout)
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
        raise ProxyFailed(f"The proxy {proxy.place} can't be reached.", hint) from exc
    except ForbiddenAddress as exc:
        raise ProxyFailed(f"The proxy {proxy.place} is at an address that isn't allowed.", hint) from exc
    if proxy.scheme == "http":
        return stream
    try:
        return await _secured(stream, proxy, timeout)
    except BaseException:
        await stream.aclose()
        raise


async def _open_tunnel(stream: httpcore.AsyncNetworkStream, proxy: Proxy, host: str, port: int) -> None:
    lines = [f"CONNECT {host}:{port} HTTP/1.1", f"Host: {host}:{port}"]
    lines += [f"{name}: {value}" for name, value in _authorization(proxy).items()]
    head = b""
    try:
        await stream.write("\r\n".join([*lines, "", ""]).encode("ascii"))
        while _END not in head and len(head) < _MOST_HEAD:
            data = await stream.read(_READ)
            if not data:
                break
            head += data
    except (httpcore.ReadError, httpcore.WriteError) as exc:
        raise _refusal(proxy, 0, f"{host}:{port}") from exc
    status = _status_of(head)
    if not 200 <= status < 300 or not head.endswith(_END):  # a server behind TLS says nothing first
        raise _refusal(proxy, 0 if 200 <= status < 300 else status, f"{host}:{port}")


def _status_of(head: bytes) -> int:
    """The status of a response; 0 for what is no HTTP."""
    version, _, rest = head.partition(b"\r\n")[0].partition(b" ")
    status = rest[:3]
    return int(status) if version.startswith(b"HTTP/1.") and status.isdigit() and len(status) == 3 else 0


def _refusal(proxy: Proxy, status: int, server: str) -> ProxyFailed:
    """What a proxy's status means for the person; 0 stands for no answer in HTTP."""
    match status:
        case _ if status == _WHO and _authorization(proxy):
            hint = f"Correct them in {proxy.variable} and restart rxchat."
            return ProxyFailed(f"The proxy {proxy.place} didn't accept its user name and password.", hint)
        case _ if status == _WHO:
            hint = f"Set {proxy.variable} to http://user:password@host:port and restart rxchat."
            return ProxyFailed(f"The proxy {proxy.place} asks for a user name and password.", hint)
        case 401 | 403 | 405:
            hint = "Ask its administrator to allow it, or name the server in NO_PROXY if it can be reached directly."
            return ProxyFailed(f"The proxy {proxy.place} doesn't allow connections to {server}.", hint)
        case 0:
            hint = f"Check that {proxy.variable} is the address of an HTTP proxy, then restart rxchat."
            return ProxyFailed(f"The proxy {proxy.place} didn't answer as a proxy does.", hint)
        case _:
            return ProxyFailed(f"The proxy {proxy.place} couldn't reach {server} (status {status}).", "Check the base URL.")
