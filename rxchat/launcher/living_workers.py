"""Living workers: the processes that serve one PostgreSQL database, and what is wrong with them."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from datetime import datetime

from rxchat.config import Settings
from rxchat.db.stores import postgres_store
from rxchat.db.workers import WorkerRepository
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.workers import Worker
from rxchat.launcher.worker_identity import difference


def living(settings: Settings) -> list[Worker]:
    """Raises InvalidRequest with SQLite, and StartupFailed, NotRead."""
    if settings.postgres_url is None:
        raise InvalidRequest("A SQLite file is served by one process.", hint="`rxchat db status` shows whether one does.")
    store = postgres_store(settings.postgres_url)

    async def read() -> list[Worker]:
        async with aclosing(store.open()) as database:
            return await WorkerRepository(database).living()

    return asyncio.run(read()) if store.is_current() else []


def problems(workers: Sequence[Worker]) -> list[str]:
    """A line for each that can't serve with the first, and for each that doesn't answer."""
    lines = [f"{name_of(one)} {words}." for one in workers[1:] if (words := difference(workers[0], one))]
    return lines + [f"{name_of(one)} hasn't been seen since {time_of(one.seen_at)}." for one in workers if one.is_late]


def name_of(worker: Worker) -> str:
    return f"{worker.machine} (pid {worker.pid})"


def time_of(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else "an unknown time"
