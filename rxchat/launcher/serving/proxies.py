"""Proxies: whose word about a client's address is believed."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network
from typing import Final

_ON_THIS_COMPUTER: Final = (IPv4Network("127.0.0.1"), IPv6Network("::1"))
_MAPPED: Final = 96
"""Bits before an IPv4 address that a socket for both shows as an IPv6 one."""


def trusted_proxies(networks: Iterable[IPv4Network | IPv6Network]) -> list[str]:
    """The networks and this computer, each as uvicorn compares it with the address of a connection."""
    trusted = [*_ON_THIS_COMPUTER, *networks]
    mapped = [f"::ffff:{net.network_address}/{_MAPPED + net.prefixlen}" for net in trusted if isinstance(net, IPv4Network)]
    return [*map(str, trusted), *mapped]
