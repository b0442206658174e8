"""Connections: an HTTP transport that connects to checked addresses only, with the certificates trusted here."""

import ssl
from functools import cache
from typing import Final

import httpx

from rxchat.domain.provider_connection import Network
from rxchat.providers.transport.certificates import with_own_authorities
from rxchat.providers.transport.network import CheckedNetwork, PacedStream
from rxchat.providers.transport.vendor_connection import VendorPool

MOST_IDLE: Final = 8
KEEPALIVE_SECONDS: Final = 60.0


@cache
def trusted() -> ssl.SSLContext:
    """The certificates of certifi and those that the environment names, read once, for the first HTTPS connection: it takes some
    50 ms, which servers on this computer never need.
    """
    return with_own_authorities(httpx.create_ssl_context(trust_env=False))


class CheckedTransport(httpx.AsyncHTTPTransport):
    """Connects through `CheckedNetwork`."""

    def __init__(self, private: tuple[Network, ...] | None) -> None:
        super().__init__(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), trust_env=False)  # for its own pool, which trusts nobody
        self._pool = VendorPool(CheckedNetwork(private), trusted, most_idle=MOST_IDLE, keepalive_seconds=KEEPALIVE_SECONDS)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        stream = response.extensions.get("network_stream")
        if isinstance(stream, PacedStream):
            stream.end_head()
        return response
