"""Address policy: which IP addresses rxchat connects to.

Addresses that hand out a cloud machine's credentials, or that mean no single host, never are. Loopback and private networks are
where local model servers live: all of them are allowed, or those that a list names. What is written in a base URL does not
matter, only the addresses it leads to; one that wraps an IPv4 address is judged by what it wraps.
"""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from rxchat.domain.provider_connection import Network

Address = IPv4Address | IPv6Address

_METADATA = frozenset(
    ip_address(text)
    for text in (
        "100.100.100.200",  # Alibaba Cloud
        "168.63.129.16",  # Azure
        "fd00:ec2::254",  # AWS
        "fd20:ce::254",  # Google Cloud
        "fd00:42::42",  # Scaleway
    )
)
_NOBODY: tuple[Network, ...] = (
    ip_network("0.0.0.0/8"),  # this network; 0.0.0.0 connects to loopback
    ip_network("192.0.0.0/24"),  # protocol assignments; 192.0.0.192 is Oracle Cloud's metadata
    ip_network("fec0::/10"),  # site-local, given up in 2004
    ip_network("64:ff9b:1::/48"),  # NAT64 for local use, where any bits may be the IPv4 address
)
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")


class ForbiddenAddress(Exception):
    """A name leads to an address that is not connected to."""


class PrivateAddress(ForbiddenAddress):
    """A name leads to a private address that no list allows."""


async def resolve(host: str, port: int, private: tuple[Network, ...] | None = None) -> list[str]:
    """The addresses of a host that may be connected to. Raises ForbiddenAddress where none may, OSError for an unknown name.

    `private` are the networks allowed besides the public ones, None for all. A name in a network of one's own often has a
    link-local address too, which leads nowhere: the others count.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as exc:  # a label that no name has: empty, or too long
        raise OSError("no host name") from exc
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    allowed: list[str] = []
    refused: list[ForbiddenAddress] = []
    for text in addresses:
        try:
            check(ip_address(text), private)
        except ForbiddenAddress as exc:
            refused.append(exc)
        else:
            allowed.append(text)
    if refused and not allowed:
        raise next((exc for exc in refused if isinstance(exc, PrivateAddress)), refused[0])
    return allowed


def check(address: Address, private: tuple[Network, ...] | None = None) -> None:
    """Raise ForbiddenAddress unless `address` may be connected to."""
    if is_forbidden(address):
        raise ForbiddenAddress(str(address))
    if private is not None and any(not one.is_global and not _is_in(one, private) for one in _meant(address)):
        raise PrivateAddress(str(address))


def is_forbidden(address: Address) -> bool:
    """Whether nobody's model server can be there."""
    return any(
        one.is_link_local
        or one.is_multicast
        or one.is_unspecified
        or (one.is_reserved and not one.is_loopback)
        or one in _METADATA
        or _is_in(one, _NOBODY)
        for one in _meant(address)
    )


def _is_in(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)


def _meant(address: Address) -> list[Address]:
    """The addresses that a connection may reach: what is wrapped, and the address itself where it is more than a wrapping."""
    if isinstance(address, IPv4Address):
        return [address]
    last = IPv4Address(address.packed[-4:])
    if address.ipv4_mapped or address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return [last]
    return [address, *(one for one in (address.sixtofour, *(address.teredo or ())) if one is not None)]
