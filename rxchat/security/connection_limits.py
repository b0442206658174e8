"""Connection limits: how many connections there may be; those without a signed-in user close first."""

import logging
from collections.abc import Callable
from typing import Final

from rxchat.security.client_networks import network_of
from rxchat.security.throttled_log import ThrottledWarning

MOST_STRANGERS: Final = 256
"""Anonymous connections per network. Behind a proxy, all anonymous connections count as one network's."""

_crowded = ThrottledWarning(logging.getLogger(__name__), "A connection without a session was closed to make room.")


class Connection:
    """A registered connection; `close` ends it at once."""

    __slots__ = ("_all", "close", "network")

    def __init__(self, registry: "Connections", network: str, close: Callable[[], None]) -> None:
        self._all = registry
        self.network = network
        self.close = close

    def signed_in(self) -> None:
        """A request with a valid session or token came in: keep the connection."""
        self._all.keep(self)


class Connections:
    """At most `most` connections, and `most_strangers` anonymous ones per network. The oldest anonymous one is closed first."""

    def __init__(self, most: int, most_strangers: int = MOST_STRANGERS) -> None:
        self.most = most
        self._most_strangers = min(most_strangers, max(1, most // 2))
        self._signed_in: set[Connection] = set()
        self._strangers: dict[Connection, None] = {}  # the oldest first
        self._by_network: dict[str, dict[Connection, None]] = {}

    def __len__(self) -> int:
        return len(self._signed_in) + len(self._strangers)

    def enter(self, address: str, close: Callable[[], None]) -> Connection | None:
        """Register a new connection; None if all others are signed in."""
        network = network_of(address)
        neighbors = self._by_network.get(network, {})
        if len(neighbors) >= self._most_strangers:
            self._close(next(iter(neighbors)))
        elif len(self) >= self.most and not self.make_room(1):
            return None
        connection = Connection(self, network, close)
        self._strangers[connection] = None
        self._by_network.setdefault(network, {})[connection] = None
        return connection

    def keep(self, connection: Connection) -> None:
        if connection in self._strangers:
            self.leave(connection)
            self._signed_in.add(connection)

    def leave(self, connection: Connection) -> None:
        self._signed_in.discard(connection)
        self._strangers.pop(connection, None)
        neighbors = self._by_network.get(connection.network, {})
        neighbors.pop(connection, None)
        if not neighbors:
            self._by_network.pop(connection.network, None)

    def make_room(self, count: int) -> int:
        """Close the oldest anonymous connections; returns how many."""
        oldest = [connection for connection, _ in zip(self._strangers, range(count), strict=False)]
        for connection in oldest:
            self._close(connection)
        return len(oldest)

    def _close(self, connection: Connection) -> None:
        _crowded.warn()
        self.leave(connection)
        connection.close()
