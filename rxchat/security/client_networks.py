"""Who counts as one: people behind an IPv4 address, and behind an IPv6 network of the size that one household gets."""

import ipaddress
from typing import Final

_HOUSEHOLD: Final = 64
LONGEST_NAME: Final = 64
"""Of what a proxy or a socket of another kind gives as an address."""


def network_of(address: str) -> str:
    """`203.0.113.7` stands for itself, `2001:db8:1:2::7` for `2001:db8:1:2::/64`. What is no address stands for itself."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:LONGEST_NAME]
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.IPv6Network((ip, _HOUSEHOLD), strict=False))
