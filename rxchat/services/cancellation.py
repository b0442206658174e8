"""Cancellation of work in threads: it checks a flag between its steps."""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from threading import Event
from typing import Final, ParamSpec, TypeVar

from rxchat.db.database import run_to_completion

P = ParamSpec("P")
T = TypeVar("T")

_FLAG: Final[ContextVar[Event | None]] = ContextVar("stop", default=None)


class Stopped(Exception):
    """The work was cancelled."""


def go_on() -> None:
    """Call between steps of at most a tenth of a second. Raises Stopped once the work is cancelled."""
    flag = _FLAG.get()
    if flag is not None and flag.is_set():
        raise Stopped


async def in_thread(flag: Event, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `call` in a thread. `flag` stops it, cancelling sets `flag`, and the thread has ended when this returns.

    Raises Stopped.
    """
    token = _FLAG.set(flag)
    try:
        work = asyncio.create_task(asyncio.to_thread(call, *args, **kwargs))
    finally:
        _FLAG.reset(token)
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        flag.set()
        await _ended(work)
        raise


@run_to_completion
async def _ended(work: asyncio.Task[T]) -> None:
    await asyncio.wait({work})
    if not work.cancelled():
        work.exception()  # retrieved, or asyncio would warn about it
