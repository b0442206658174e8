"""Connections: an HTTP transport that connects to checked addresses only, with the certificates trusted here."""

import ssl
from typing import Final

import httpx

from rxchat.domain.provider_connection import Network
from rxchat.providers.transport.certificates import Tls, trusted
from rxchat.providers.transport.network import CheckedNetwork, PacedStream
from rxchat.providers.transport.vendor_connection import VendorPool

MOST_IDLE: Final = 8
KEEPALIVE_SECONDS: Final = 60.0


class CheckedTransport(httpx.AsyncHTTPTransport):
    """Connects through `CheckedNetwork`, to servers with a certificate that `tls` trusts."""

    def __init__(self, private: tuple[Network, ...] | None, tls: Tls = trusted) -> None:
        super().__init__(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), trust_env=False)  # for its own pool, which trusts nobody
        self._pool = VendorPool(CheckedNetwork(private), tls, most_idle=MOST_IDLE, keepalive_seconds=KEEPALIVE_SECONDS)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        stream = response.extensions.get("network_stream")
        if isinstance(stream, PacedStream):
            stream.end_head()
        return response
