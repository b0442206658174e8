"""Times that a busy machine doesn't change: of the processor instead of the clock, and the best of some tries."""

import time
from collections.abc import Awaitable, Callable


def cpu_seconds(work: Callable[[], object], *, enough: float, tries: int = 10) -> float:
    """The least processor time of this thread in a few tries. No more of them follow one that took `enough` or less."""
    least = float("inf")
    for _ in range(tries):
        started = time.thread_time()
        work()
        least = min(least, time.thread_time() - started)
        if least <= enough:
            break
    return least


async def least_of(measure: Callable[[], Awaitable[float]], *, enough: float, tries: int = 10) -> float:
    """The least that `measure` returns in a few tries: for the clock's times, in which other programs may have had their turn."""
    least = float("inf")
    for _ in range(tries):
        least = min(least, await measure())
        if least <= enough:
            break
    return least
