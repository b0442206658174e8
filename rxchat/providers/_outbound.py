"""Which addresses rxchat connects to.

Loopback and private networks are allowed, because local model servers live there. Addresses that hand out a cloud machine's
credentials, or that mean no single host, never are. IPv4 addresses wrapped in IPv6 are judged by what they wrap.
"""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_METADATA = frozenset(
    ip_address(text)
    for text in (
        "100.100.100.200",  # Alibaba Cloud
        "168.63.129.16",  # Azure
        "192.0.0.192",  # Oracle Cloud
        "fd00:ec2::254",  # AWS
        "fd20:ce::254",  # Google Cloud
    )
)
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = IPv6Network("::/96")


class ForbiddenAddress(Exception):
    """A name leads to an address that is never connected to."""


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, each checked. Raises ForbiddenAddress, or OSError when the name is unknown."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for text in addresses:
        if is_forbidden(ip_address(text)):
            raise ForbiddenAddress(text)
    return addresses


def is_forbidden(address: Address) -> bool:
    return any(
        one.is_link_local or one.is_multicast or one.is_unspecified or one in _METADATA or _is_reserved(one)
        for one in (address, *_wrapped(address))
    )


def _is_reserved(address: Address) -> bool:
    return isinstance(address, IPv4Address) and address.is_reserved


def _wrapped(address: Address) -> list[IPv4Address]:
    """The IPv4 addresses an IPv6 address stands for: mapped, 6to4, Teredo, NAT64, and the old compatible form."""
    if isinstance(address, IPv4Address):
        return []
    last = IPv4Address(address.packed[-4:])
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _NAT64) or (address in _COMPATIBLE and int(address) > 1):
        found.append(last)
    return [one for one in found if one is not None]
