"""Worker processes: several of them on one port, and what all that serve one database must agree on."""

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import aclosing

from rxchat.config import Settings
from rxchat.db.stores import Store, store_of
from rxchat.db.workers import WorkerRepository
from rxchat.domain.errors import RxchatError, StartupFailed
from rxchat.domain.workers import Worker
from rxchat.launcher.serving.supervisor import Supervisor
from rxchat.launcher.worker_identity import difference, new_id

log = logging.getLogger(__name__)


def require_possible(settings: Settings) -> None:
    """Raise StartupFailed where several workers can't share the data."""
    if settings.workers > 1 and settings.postgres_url is None:
        raise StartupFailed(
            f"{settings.workers} workers can't share a SQLite file.",
            hint="Use one, or set RXCHAT_DATABASE_URL to a PostgreSQL database: see docs/scale.md.",
        )


async def admit(settings: Settings, store: Store, worker: Worker) -> None:
    """Raise StartupFailed where processes serve the database that differ from this one; where none does, forget all others."""
    async with aclosing(store_of(settings).open()) as database:
        workers = WorkerRepository(database)
        others = await workers.living()
        if not store.is_shared():
            await workers.end([other.id for other in others])
            return
    for other in others:
        if words := difference(worker, other):
            raise StartupFailed(
                f"The worker on {other.machine} (pid {other.pid}), which serves the same database, {words}.",
                hint="Give all the same version and settings, or stop the others first.",
            )


def supervise(settings: Settings, *, is_browser_wanted: bool, is_auth_disabled: bool) -> None:
    """Keep the workers running until SIGTERM or Ctrl+C. Raises StartupFailed when they can't be."""
    options = ["--host", settings.host, "--port", str(settings.port), "--workers", str(settings.workers)]
    options += ["--data-dir", str(settings.data_dir), *(["--no-auth"] if is_auth_disabled else [])]

    def command(worker: str, is_first: bool) -> Sequence[str]:
        quiet = [] if is_first else ["--quiet"]
        browser = [] if is_first and is_browser_wanted else ["--no-browser"]
        return (sys.executable, "-m", "rxchat", "run", *options, *browser, *quiet, "--as-worker", worker)

    async def end(worker: str) -> None:
        """The others need not wait for the end of its lease."""
        try:
            async with aclosing(store_of(settings).open()) as database:
                await WorkerRepository(database).end([worker])
        except RxchatError as error:
            log.warning("Couldn't mark a worker as gone, so the others will after some seconds: %s", error.message)

    async def run() -> None:
        supervisor = Supervisor(command, new_id=new_id, on_death=end, stop_seconds=settings.seconds_to_drain)
        await supervisor.run(settings.workers)

    asyncio.run(run())


def hear_supervisor(on_death: Callable[[], None]) -> None:
    """Listen to standard input, a pipe from the supervisor. Where it ends, the supervisor is gone: end as at SIGTERM.

    `on_death` is called, in a thread, for each other worker that has died.
    """
    pipe = sys.stdin.fileno()

    def wait() -> None:
        while os.read(pipe, 1):  # not by `sys.stdin`, whose lock Python needs at its end
            on_death()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
