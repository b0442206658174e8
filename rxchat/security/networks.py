"""Who counts as one: people behind an IPv4 address, and behind an IPv6 network of the size that one household gets."""

import ipaddress
from typing import Final

_HOUSEHOLD: Final = 64


def network_of(address: str) -> str:
    """`203.0.113.7` stands for itself, `2001:db8:1:2::7` for `2001:db8:1:2::/64`. Everything that is no address counts as one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.IPv6Network((ip, _HOUSEHOLD), strict=False))
