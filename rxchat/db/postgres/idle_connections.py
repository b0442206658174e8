"""Idle connections: one that was not used for a while is pinged before it is used again, as the server may have gone meanwhile.

SQLAlchemy's own `pool_pre_ping` pings before each use, which was two of three transactions of a busy server.
"""

from time import monotonic
from typing import Any, Final

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

IDLE: Final = 1.0
"""Seconds. A connection that breaks within them fails one use of it, and the pool then replaces all that it has."""
_RETURNED: Final = "rxchat_returned_at"


def ping_idle(engine: Engine) -> None:
    """Replace a connection that is broken when it is taken from the engine's pool."""

    def returned(_connection: Any, entry: ConnectionPoolEntry) -> None:
        entry.info[_RETURNED] = monotonic()

    def taken(connection: Any, entry: ConnectionPoolEntry, _proxy: Any) -> None:
        at = entry.info.get(_RETURNED)
        if at is None or monotonic() - at < IDLE:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error  # the pool connects again, and replaces the others when they are taken

    event.listen(engine, "checkin", returned)
    event.listen(engine, "checkout", taken)
