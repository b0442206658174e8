"""Bus: messages between the workers of a database, where the settings name a Redis to carry them."""

import secrets
from contextlib import AsyncExitStack
from importlib import import_module
from typing import TYPE_CHECKING, Final

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.security.master_key import MasterKey
from rxchat.wiring.background import run_in_background

if TYPE_CHECKING:
    from rxchat.cluster.bus import Bus

_LABEL: Final = b"rxchat bus v1"
_WORKER_BYTES: Final = 16


async def open_bus(stack: AsyncExitStack, settings: Settings, database: Database, key: MasterKey) -> "Bus | None":
    """The bus of this worker, which connects by itself; None without Redis, of which nothing is imported then."""
    if settings.redis_url is None:
        return None
    cluster, sealed = import_module("rxchat.cluster.redis_bus"), import_module("rxchat.cluster.sealed")
    seal = sealed.Seal(key.derived(_LABEL), cluster=await database.identity())
    bus: Bus = cluster.RedisBus(settings.redis_url, worker=secrets.token_hex(_WORKER_BYTES), seal=seal)
    run_in_background(stack, bus.run())
    return bus
