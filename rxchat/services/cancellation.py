"""Long work in a thread, which stops soon after nobody wants it any longer: it looks at a flag between its steps."""

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
    """The work was stopped before its end."""


def go_on() -> None:
    """To be called between steps of at most a tenth of a second. Raises Stopped once the work is to stop."""
    flag = _FLAG.get()
    if flag is not None and flag.is_set():
        raise Stopped


async def in_thread(flag: Event, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `call` gives. `flag` stops it, and a cancellation sets `flag`; the thread has ended when this does.

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
        work.exception()  # looked at, so that nobody is warned of it
