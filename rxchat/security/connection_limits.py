"""How many connections there may be, and which are let go when there are too many: those that nobody has signed in on."""

import logging
from collections.abc import Callable
from typing import Final

from rxchat.security.client_networks import network_of
from rxchat.security.throttled_log import ThrottledWarning

MOST_STRANGERS: Final = 256
"""Connections of one network on which nobody has signed in. A proxy is one network, and its strangers are all that sign in."""

_crowded = ThrottledWarning(logging.getLogger(__name__), "A connection without a session was closed to make room.")


class Connection:
    """One of `Connections`. `close` ends it at once."""

    __slots__ = ("_all", "close", "network")

    def __init__(self, registry: "Connections", network: str, close: Callable[[], None]) -> None:
        self._all = registry
        self.network = network
        self.close = close

    def signed_in(self) -> None:
        """A request of somebody with a session or a token has come by it: it is not let go of any more."""
        self._all.know(self)


class Connections:
    """At most `most` in all, and of strangers at most `most_strangers` from one network. The oldest stranger makes room."""

    def __init__(self, most: int, most_strangers: int = MOST_STRANGERS) -> None:
        self.most = most
        self._most_strangers = min(most_strangers, max(1, most // 2))
        self._known: set[Connection] = set()
        self._strangers: dict[Connection, None] = {}  # the oldest first
        self._by_network: dict[str, dict[Connection, None]] = {}

    def __len__(self) -> int:
        return len(self._known) + len(self._strangers)

    def enter(self, address: str, close: Callable[[], None]) -> Connection | None:
        """A place for a connection that has just been made; None when everybody who is here has signed in."""
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

    def know(self, connection: Connection) -> None:
        if connection in self._strangers:
            self.leave(connection)
            self._known.add(connection)

    def leave(self, connection: Connection) -> None:
        self._known.discard(connection)
        self._strangers.pop(connection, None)
        neighbors = self._by_network.get(connection.network, {})
        neighbors.pop(connection, None)
        if not neighbors:
            self._by_network.pop(connection.network, None)

    def make_room(self, count: int) -> int:
        """Let go of the oldest strangers; how many there were."""
        oldest = [connection for connection, _ in zip(self._strangers, range(count), strict=False)]
        for connection in oldest:
            self._close(connection)
        return len(oldest)

    def _close(self, connection: Connection) -> None:
        _crowded.warn()
        self.leave(connection)
        connection.close()
