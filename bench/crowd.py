"""A thousand answers at once over four workers, half of them read on another worker than the one that writes them."""

import asyncio
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from string import ascii_lowercase
from typing import Any

import redis

from bench.answer import Answer
from bench.members import connected, running_members
from bench.program import Program
from bench.reader import Reading, read
from bench.rig import Figures, Rig
from bench.upstream import Upstream

WORKERS = 4
ANSWERS = 1_000
SLOW = Answer(words=30, rate=0.5)
BEGINNING_SECONDS = 20
"""They are asked for within this time: a crowd doesn't press its key in the same millisecond."""
SETTLING_SECONDS = 11
"""PostgreSQL's idle connections tell what they counted after ten seconds."""
MIB = 2**20
COUNTED = """
SELECT xact_commit, (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint FROM pg_stat_database WHERE datname = current_database()
"""


@dataclass(frozen=True, slots=True)
class Counters:
    """What the servers have counted so far, and the workers' CPU in seconds."""

    at: float
    commits: int
    wal_bytes: int
    messages: int
    cpu_seconds: float

    def rates_since(self, earlier: "Counters", words_per_second: float) -> Figures:
        seconds = self.at - earlier.at
        return {
            "cpu_ms_per_word": (self.cpu_seconds - earlier.cpu_seconds) * 1000 / seconds / words_per_second,
            "commits_per_second": (self.commits - earlier.commits) / seconds,
            "wal_MB_per_second": (self.wal_bytes - earlier.wal_bytes) / MIB / seconds,
            "redis_messages_per_second": (self.messages - earlier.messages) / seconds,
        }


def counters(redis_address: str | None, programs: Sequence[Program]) -> Counters:
    with connected() as database:
        found = database.execute(COUNTED).fetchone()
    commits, wal = found or (0, 0)
    cpu = sum(program.cpu_seconds() for program in programs)
    return Counters(time.monotonic(), commits, wal, _published(redis_address), cpu)


def _published(address: str | None) -> int:
    if address is None:
        return 0
    with redis.Redis.from_url(address) as client:
        statistics_of: dict[str, Any] = client.info("commandstats")  # pyright: ignore[reportAssignmentType]
    return int(statistics_of.get("cmdstat_publish", {}).get("calls", 0))


def redis_memory(address: str | None) -> Figures:
    if address is None:
        return {"redis_memory_MB": 0}
    with redis.Redis.from_url(address) as client:
        told: dict[str, Any] = client.info("memory")  # pyright: ignore[reportAssignmentType]
    return {"redis_memory_MB": told["used_memory_peak"] / MIB}


def measure(rig: Rig, answers: int = ANSWERS, workers: int = WORKERS, answer: Answer = SLOW) -> Figures:
    """The rates are those of the time in which all answers grow."""
    wire = os.environ.get("BENCH_REDIS_URL")
    with running_members(rig, workers) as programs, ThreadPoolExecutor(1) as threads:  # Playwright has a loop of its own here
        crowd = Crowd(programs, answer, list(_tags(answers)))
        rates = threads.submit(lambda: asyncio.run(crowd.grow(wire))).result()
        memory = max(program.memory_mb() for program in programs)
    return crowd.figures(rig.upstream, kept(crowd)) | rates | redis_memory(wire) | {"largest_worker_MB": memory}


class Crowd:
    """Every second answer is read on the worker after the one that writes it, the others on the one that writes them."""

    def __init__(self, programs: Sequence[Program], answer: Answer, tags: Sequence[str]) -> None:
        self.answer = answer
        self.tags = tags
        self.here: list[Reading] = []
        self.elsewhere: list[Reading] = []
        self._programs = programs
        self._growing = 0
        self._all_grow = asyncio.Event()

    async def grow(self, redis_address: str | None) -> Figures:
        reading = asyncio.gather(*(self._one(number, tag) for number, tag in enumerate(self.tags)))
        all_grow = asyncio.create_task(self._all_grow.wait())
        await asyncio.wait((reading, all_grow), return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(SETTLING_SECONDS)
        before = await asyncio.to_thread(counters, redis_address, self._programs)
        await asyncio.sleep(max(1, self.answer.words / self.answer.rate - BEGINNING_SECONDS - SETTLING_SECONDS - 5))
        after = await asyncio.to_thread(counters, redis_address, self._programs)
        await reading
        return after.rates_since(before, len(self.tags) * self.answer.rate)

    async def _one(self, number: int, tag: str) -> None:
        await asyncio.sleep(BEGINNING_SECONDS * number / len(self.tags))
        here = self._programs[number % len(self._programs)]
        if number // len(self._programs) % 2:
            other = self._programs[(number + 1) % len(self._programs)]
            asked = await read(here, self.answer, tag, is_enough=lambda reading: bool(reading.text))
            self._has_grown(asked)
            self.elsewhere.append(await read(other, self.answer, tag))
        else:
            self.here.append(await read(here, self.answer, tag, is_enough=self._has_grown))

    def _has_grown(self, reading: Reading) -> bool:
        if len(reading.arrived) == 1:
            self._growing += 1
            if self._growing == len(self.tags):
                self._all_grow.set()
        return False

    def figures(self, upstream: Upstream, kept: dict[str, tuple[list[str], str]]) -> Figures:
        """`lost` are answers of which the database hasn't all that the vendor said."""
        log = upstream.log()
        whole = {tag: [self.answer.word(number, tag).strip() for number in range(self.answer.words)] for tag in self.tags}
        readings = [*self.here, *self.elsewhere]
        figures: Figures = {
            "failed": sum(reading.end != "finish" or reading.text.split() != whole[reading.tag] for reading in readings),
            "lost": sum(kept.get(tag) != (whole[tag], "complete") for tag in self.tags),
        }
        for name, group, is_late in (("here", self.here, False), ("elsewhere", self.elsewhere, True)):
            lags = sorted(lag for reading in group for lag in _lags(reading, log, is_late=is_late))
            figures |= {
                f"{name}_lag_p50_ms": statistics.median(lags),
                f"{name}_lag_p95_ms": lags[int(0.95 * len(lags))],
                f"{name}_lag_max_ms": lags[-1],
            }
        return figures


def kept(crowd: Crowd) -> dict[str, tuple[list[str], str]]:
    """By tag: the words and the status in the database."""
    query = """SELECT question.content AS asked, answer.content, answer.status FROM messages AS question
        JOIN messages AS answer ON answer.parent_message_id = question.id WHERE question.content = ANY(%s)"""
    questions = {crowd.answer.question(tag): tag for tag in crowd.tags}
    with connected() as database:
        rows = database.execute(query, [list(questions)]).fetchall()
    return {questions[question]: (text.split(), status) for question, text, status in rows}


def _lags(reading: Reading, log: dict[str, list[list[float]]], *, is_late: bool) -> Iterator[float]:
    """Of who came later, only those of the words that were said after that."""
    (written,) = log[reading.tag]
    for wrote, arrived in zip(written, reading.arrived, strict=False):
        if not is_late or wrote >= reading.arrived[0]:
            yield arrived - wrote


def _tags(count: int) -> Iterator[str]:
    letters = product(ascii_lowercase, repeat=3)
    return ("c" + "".join(next(letters)) for _ in range(count))
