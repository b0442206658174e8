"""Many pages at once, each with an answer of its own, without a browser: what one core serves."""

import asyncio
import statistics
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, pairwise

from bench.answer import Answer
from bench.failure import MeasurementFailed
from bench.painted import lags_of
from bench.rig import Figures, Rig
from bench.socket_page import SocketPage, read_at_once

ANSWER = Answer(words=200, rate=20)
COUNTS = (50, 100)
STARVED_MS = 2000
SECONDS = 120


def measure(rig: Rig, answer: Answer = ANSWER, counts: tuple[int, ...] = COUNTS) -> Figures:
    """All pages of a count ask at the same moment. *Starved* ones had no word for two seconds, or not all of them."""
    figures: Figures = {}
    for count in counts:
        figures |= {f"{count}_{name}": value for name, value in _measure(rig, answer, count).items()}
    return figures


def _measure(rig: Rig, answer: Answer, count: int) -> Figures:
    tags = [rig.new_tag() for _ in range(count)]
    with rig.program() as program, ThreadPoolExecutor(1) as threads:  # Playwright runs a loop of its own in this one
        before: list[float] = []

        async def read() -> list[SocketPage]:
            async with asyncio.timeout(SECONDS):
                return await read_at_once(program, answer, tags, lambda: before.append(program.cpu_seconds()))

        try:
            pages = threads.submit(lambda: asyncio.run(read())).result()
        except TimeoutError as exc:
            raise MeasurementFailed(f"{count} pages were not all answered within {SECONDS} s.") from exc
        cpu, memory = program.cpu_seconds() - before[0], program.memory_mb()
        lags = sorted(
            chain.from_iterable(lags_of(page.seen, rig.upstream.written(tag)) for page, tag in zip(pages, tags, strict=True))
        )
    return {
        "lag_p50_ms": statistics.median(lags),
        "lag_p95_ms": lags[int(0.95 * len(lags))],
        "lag_max_ms": lags[-1],
        "starved_pages": sum(max(later - earlier for earlier, later in pairwise(page.seen)) > STARVED_MS for page in pages),
        "frames": sum(page.frames for page in pages),
        "server_cpu_s": cpu,
        "memory_MB": memory,
    }
