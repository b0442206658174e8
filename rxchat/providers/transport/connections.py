"""Connections: an HTTP transport that connects to checked addresses only, with the certificates trusted here."""

import ssl
from functools import cache
from typing import Final

import httpcore
import httpx

from rxchat.domain.provider_connection import Network
from rxchat.providers.transport.certificates import with_own_authorities
from rxchat.providers.transport.network import CheckedNetwork, PacedStream

LIMITS: Final = httpx.Limits(max_connections=None, max_keepalive_connections=8, keepalive_expiry=60.0)


@cache
def trusted() -> ssl.SSLContext:
    """The certificates of certifi and those that the environment names, read once: it takes some 50 ms."""
    return with_own_authorities(httpx.create_ssl_context(trust_env=False))


class CheckedTransport(httpx.AsyncHTTPTransport):
    """Connects through `CheckedNetwork`."""

    def __init__(self, private: tuple[Network, ...] | None) -> None:
        super().__init__(verify=trusted(), trust_env=False, limits=LIMITS)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trusted(),
            max_connections=LIMITS.max_connections,
            max_keepalive_connections=LIMITS.max_keepalive_connections,
            keepalive_expiry=LIMITS.keepalive_expiry,
            network_backend=CheckedNetwork(private),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        stream = response.extensions.get("network_stream")
        if isinstance(stream, PacedStream):
            stream.end_head()
        return response
