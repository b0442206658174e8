"""Access policy: accepted hosts and origins, from configuration only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`hosts` are names without a port, `origins` complete (`https://chat.example.org`).

    `base_path` is what all addresses begin with (`/chat`), or empty. `is_auth_disabled` signs everybody in as the local user.
    `metrics_token` opens `/metrics`.
    """

    hosts: frozenset[str]
    origins: tuple[str, ...]
    base_path: str = ""
    is_team: bool = False
    is_auth_disabled: bool = False
    metrics_token: str = field(default="", repr=False)

    @property
    def homes(self) -> tuple[str, ...]:
        """The addresses at which browsers find rxchat; the first is the one to name."""
        return tuple(f"{origin}{self.base_path}" for origin in self.origins)

    @property
    def is_secure(self) -> bool:
        """Whether browsers use HTTPS only, so that cookies can be Secure."""
        return all(origin.startswith("https://") for origin in self.origins)

    @property
    def sockets(self) -> tuple[str, ...]:
        """The origins with websocket schemes."""
        return tuple(origin.replace("http", "ws", 1) for origin in self.origins)

    def has_host(self, header: str) -> bool:
        """Whether a Host header names this program, whatever its port. Protects against DNS rebinding."""
        return name_of(header).lower() in self.hosts

    def is_from_elsewhere(self, headers: Mapping[str, str]) -> bool:
        """Whether `Sec-Fetch-Site` or `Origin` says that another site sent the request."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        return (origin is not None and origin not in self.origins) or site not in (None, "same-origin", "none")

    def is_from_here(self, headers: Mapping[str, str], *, has_cookie: bool, has_token: bool) -> bool:
        """Whether a state-changing request, or a websocket, comes from rxchat's own page or from a script.

        A browser sends its origin. A script doesn't: it has a token, and no cookie that a browser could have added.
        """
        is_said = "sec-fetch-site" in headers or "origin" in headers
        return not self.is_from_elsewhere(headers) and (is_said or (has_token and not has_cookie))


def is_loopback_origin(origin: str) -> bool:
    return (urlsplit(origin).hostname or "") in ("localhost", "127.0.0.1", "::1")


def name_of(host: str) -> str:
    """The host without its port; `[::1]:8000` becomes `[::1]`."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
