"""Answers over HTTP, as `curl -N` reads them: how late the first text is, and a hundred at once."""

import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

import httpx

from bench.answer import Answer
from bench.failure import MeasurementFailed
from bench.painted import lags_of
from bench.program import Program
from bench.rig import Figures, Rig
from bench.upstream import MODEL, Upstream

CALLS = 50
STREAMS = 100
SHORT = Answer(words=3, rate=100)
LONG = Answer(words=50, rate=5)
"""A hundred of them are 500 words in a second."""

TIMEOUT_SECONDS = 120


def measure(rig: Rig, calls: int = CALLS, streams: int = STREAMS, answer: Answer = LONG) -> Figures:
    """One call after the other, every second one of them saved as a conversation; then all streams at once, of which none is."""
    singly = [rig.new_tag() for _ in range(calls)]
    at_once = [rig.new_tag() for _ in range(streams)]
    with rig.program() as program, ThreadPoolExecutor(1) as threads:  # Playwright runs a loop of its own in this one

        def read(tags: Sequence[str], answer: Answer, *, is_at_once: bool) -> list[list[float]]:
            return threads.submit(lambda: asyncio.run(read_answers(program, tags, answer, is_at_once=is_at_once))).result()

        read([rig.new_tag()], SHORT, is_at_once=False)  # the first call loads and connects
        first = sorted(lags[0] for lags in _lags(rig.upstream, singly, read(singly, SHORT, is_at_once=False)))
        cpu, memory = program.cpu_seconds(), program.memory_mb()
        arrived = read(at_once, answer, is_at_once=True)
        cpu, memory = program.cpu_seconds() - cpu, program.memory_mb() - memory
        lags = sorted(chain.from_iterable(_lags(rig.upstream, at_once, arrived)))
    return {
        "first_text_p50_ms": statistics.median(first),
        "first_text_p95_ms": first[int(0.95 * len(first))],
        "first_text_max_ms": first[-1],
        "failed_streams": sum(len(words) != answer.words for words in arrived),
        "parallel_lag_p50_ms": statistics.median(lags),
        "parallel_lag_p95_ms": lags[int(0.95 * len(lags))],
        "parallel_lag_max_ms": lags[-1],
        "parallel_cpu_s": cpu,
        "parallel_memory_MB": memory,
    }


def _lags(upstream: Upstream, tags: Sequence[str], arrived: Sequence[list[float]]) -> Iterator[list[float]]:
    """Milliseconds from the writing of each word to its arrival, by answer; a broken one has none."""
    for tag, words in zip(tags, arrived, strict=True):
        written = upstream.written(tag)
        if len(words) == len(written):
            yield lags_of(words, written)


async def read_answers(program: Program, tags: Sequence[str], answer: Answer, *, is_at_once: bool) -> list[list[float]]:
    """By answer: when its words arrived, in milliseconds since 1970."""
    limits = httpx.Limits(max_connections=None)
    cookies = {"rxchat_session": program.cookie}
    async with httpx.AsyncClient(
        base_url=program.url, cookies=cookies, trust_env=False, timeout=TIMEOUT_SECONDS, limits=limits
    ) as client:
        if is_at_once:
            return await asyncio.gather(*(_words(client, tag, answer) for tag in tags))
        return [await _words(client, tag, answer, is_saved=bool(number % 2)) for number, tag in enumerate(tags)]


async def _words(client: httpx.AsyncClient, tag: str, answer: Answer, *, is_saved: bool = False) -> list[float]:
    """Read one answer, as curl does: what has arrived when. One that ends in an error has the words that came before it."""
    body: dict[str, Any] = {"model": f"claude:{MODEL}", "messages": [{"role": "user", "content": answer.question(tag)}]}
    headers = {"origin": str(client.base_url).rstrip("/")}
    seen: list[float] = []
    async with client.stream("POST", "/api/chat/stream", json=body | {"save": is_saved}, headers=headers) as response:
        if response.is_error:
            raise MeasurementFailed(f"/api/chat/stream answered {response.status_code}.")
        async for line in response.aiter_lines():
            now = time.time() * 1000
            seen.extend([now] * line.count(f"{tag}"))
    return seen
