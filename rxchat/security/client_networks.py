"""Client networks: which addresses are limited together: an IPv4 address, or the IPv6 network of a household."""

import ipaddress
from typing import Final

_HOUSEHOLD: Final = 64
LONGEST_NAME: Final = 64
"""Characters of an address that isn't an IP address, as proxies and Unix sockets send."""


def network_of(address: str) -> str:
    """`203.0.113.7` is its own network; `2001:db8:1:2::7` belongs to `2001:db8:1:2::/64`. Other text is returned as is."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:LONGEST_NAME]
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.IPv6Network((ip, _HOUSEHOLD), strict=False))
