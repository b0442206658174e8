"""Supervisor: starts the workers, starts another for each that dies, and ends them together."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from rxchat.domain.errors import StartupFailed

FIRST_DELAY: Final = 1.0
LONGEST_DELAY: Final = 30.0
"""It doubles with each death in a row."""
STEADY_SECONDS: Final = 10.0
"""A worker that has lived so long could be started."""
MOST_FAILED_STARTS: Final = 3
DIED: Final = b"\n"
UNUSABLE: Final = 2
"""The exit code of a worker that has said why it can't start."""
KILL_SECONDS: Final = 5.0
"""How much longer than it may take a stop is waited for."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A running worker. Its standard input is a pipe from this process: a byte in it means that another worker has died, the end
    of it that this process is gone.
    """

    id: str
    process: asyncio.subprocess.Process
    started: float


class Supervisor:
    """`command` is that of a worker, by its id and whether it is the one that reports that rxchat runs.

    `on_death` is called with the id of a worker that ended in any way; a stop takes at most `stop_seconds`. A start that fails
    ends it all. Once any worker has run steadily, others are started for as long as it takes: a database may be away for a while.
    """

    def __init__(
        self,
        command: Callable[[str, bool], Sequence[str]],
        *,
        new_id: Callable[[], str],
        on_death: Callable[[str], Awaitable[None]],
        stop_seconds: float,
    ) -> None:
        self._command = command
        self._new_id = new_id
        self._on_death = on_death
        self._stop_seconds = stop_seconds
        self._children: list[Child] = []
        self._stopping = asyncio.Event()
        self._was_steady = False

    async def run(self, count: int) -> None:
        """Until SIGTERM or Ctrl+C. Raises StartupFailed when workers can't be kept running."""
        loop = asyncio.get_running_loop()
        for sig in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sig, self.stop)
        try:
            async with asyncio.TaskGroup() as slots:
                for number in range(count):
                    slots.create_task(self._keep_one(number))
        except* StartupFailed as failures:
            raise failures.exceptions[0] from None
        finally:
            for sig in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(sig)

    def stop(self) -> None:
        """Let the workers finish and end; asked a second time, without finishing."""
        sig = signal.SIGINT if self._stopping.is_set() else signal.SIGTERM
        self._stopping.set()
        for child in self._children:
            with suppress(ProcessLookupError):
                child.process.send_signal(sig)

    async def _keep_one(self, number: int) -> None:
        deaths, delay, is_first = 0, FIRST_DELAY, number == 0
        while not self._stopping.is_set():
            started = _now()
            code = await self._run_one(is_first=is_first)
            if _is_steady(started):
                self._was_steady, deaths, delay, is_first = True, 0, FIRST_DELAY, False
            if self._stopping.is_set() or code == 0:
                continue
            deaths += 1
            if not self._could_start and (code == UNUSABLE or deaths == MOST_FAILED_STARTS):
                raise _gave_up(code)
            log.warning("A worker ended (exit code %s). Another starts in %s s.", code, round(delay))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)
            delay = min(2 * delay, LONGEST_DELAY)

    @property
    def _could_start(self) -> bool:
        """Whether a worker has run steadily, of this slot or another: what ended the last one is then not the setup."""
        return self._was_steady or any(_is_steady(child.started) for child in self._children)

    async def _run_one(self, *, is_first: bool) -> int:
        """Start a worker and wait for its end; gives its exit code. Cut short, it ends the worker first."""
        worker = self._new_id()
        process = await asyncio.create_subprocess_exec(
            *self._command(worker, is_first),
            stdin=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl+C in a terminal reaches this process only, which passes it on
        )
        child = Child(id=worker, process=process, started=_now())
        self._children.append(child)
        try:
            await self._ended(child)
        finally:
            self._children.remove(child)
            await self._on_death(worker)
            self._tell_of_death()
        return process.returncode or 0

    def _tell_of_death(self) -> None:
        """Have the oldest worker end what the dead one left: by itself it looks once a second."""
        for child in self._children[:1]:
            assert child.process.stdin is not None
            child.process.stdin.write(DIED)

    async def _ended(self, child: Child) -> None:
        ending = asyncio.create_task(child.process.wait())
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait((ending, stopping), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            child.process.terminate()
            await self._kill_late(child, ending)
            raise
        finally:
            stopping.cancel()
        if not ending.done():
            await self._kill_late(child, ending)

    async def _kill_late(self, child: Child, ending: asyncio.Task[int]) -> None:
        await asyncio.wait((ending,), timeout=self._stop_seconds + KILL_SECONDS)
        if not ending.done():
            log.warning("A worker didn't end and was killed.")
            child.process.kill()
            await ending


def _now() -> float:
    return asyncio.get_running_loop().time()


def _is_steady(started: float) -> bool:
    return _now() - started >= STEADY_SECONDS


def _gave_up(code: int) -> StartupFailed:
    if code == UNUSABLE:
        return StartupFailed("A worker can't start, so rxchat stops.", hint="The line above says why.")
    return StartupFailed(
        f"A worker ended {MOST_FAILED_STARTS} times soon after its start (exit code {code}), so rxchat stops.",
        hint="What it said is above.",
    )
