"""Whose `X-Forwarded-For` is believed, as the server decides it."""

from ipaddress import ip_network
from typing import Any

import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from rxchat.launcher.serving.proxies import trusted_proxies

PROXIES = trusted_proxies([ip_network("10.0.0.5"), ip_network("10.1.0.0/16"), ip_network("fd00::/8")])


@pytest.mark.parametrize(
    ("connected", "forwarded", "believed"),
    [
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("::1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.5", "198.51.100.7", "198.51.100.7"),
        ("::ffff:10.0.0.5", "198.51.100.7", "198.51.100.7"),
        ("10.1.2.3", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("fd00::1", "198.51.100.7, 10.1.2.3", "198.51.100.7"),
        ("10.0.0.6", "198.51.100.7", "10.0.0.6"),
        ("::ffff:10.2.0.1", "198.51.100.7", "::ffff:10.2.0.1"),
        ("198.51.100.7", "10.0.0.5", "198.51.100.7"),
    ],
)
async def test_only_a_proxy_names_the_address_of_a_client(connected: str, forwarded: str, believed: str):
    seen: list[Any] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["client"][0])

    scope: Any = {"type": "http", "client": (connected, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    await ProxyHeadersMiddleware(app, PROXIES)(scope, None, None)  # pyright: ignore[reportArgumentType]
    assert seen == [believed]
