"""Which addresses the program answers to, and whose pages may speak to it. From configuration, never from a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`hosts` are names without a port, `origins` whole (`https://chat.example.org`).

    `is_auth_disabled` lets everybody in as the local user.
    """

    hosts: frozenset[str]
    origins: tuple[str, ...]
    is_team: bool = False
    is_auth_disabled: bool = False

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the program by HTTPS only: cookies are then never sent in the clear."""
        return all(origin.startswith("https://") for origin in self.origins)

    @property
    def sockets(self) -> tuple[str, ...]:
        """The origins as a websocket's address has them."""
        return tuple(origin.replace("http", "ws", 1) for origin in self.origins)

    def has_host(self, header: str) -> bool:
        """Whether a Host header names this program; its port does not matter, a name bound to this address by a stranger does."""
        return name_of(header).lower() in self.hosts

    def is_from_elsewhere(self, headers: Mapping[str, str]) -> bool:
        """Whether a browser says, in `Sec-Fetch-Site` or in `Origin`, that another site asks: what is there must be right."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        return (origin is not None and origin not in self.origins) or site not in (None, "same-origin", "none")

    def is_from_here(self, headers: Mapping[str, str], *, has_cookie: bool, has_token: bool) -> bool:
        """Whether a request that changes something, or a websocket, comes from one of our own pages, or from a script.

        A browser says where it comes from. A script does not: it has a token, and no cookie that a browser could have added.
        """
        is_said = "sec-fetch-site" in headers or "origin" in headers
        return not self.is_from_elsewhere(headers) and (is_said or (has_token and not has_cookie))


def is_loopback_origin(origin: str) -> bool:
    return (urlsplit(origin).hostname or "") in ("localhost", "127.0.0.1", "::1")


def name_of(host: str) -> str:
    """The host without its port: `[::1]:8000` is `[::1]`."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
