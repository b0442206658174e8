"""Four workers over one PostgreSQL: killed in the middle of answers, restarted in turn, and asked at once.

The servers are somebody's own: BENCH_DATABASE_URL names a PostgreSQL database for nothing else, BENCH_REDIS_URL a Redis, if any.
"""

import asyncio
import os
import random
import signal
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx
import psycopg

from bench.answer import Answer
from bench.failure import MeasurementFailed
from bench.members import cluster_settings, connected
from bench.program import Program
from bench.reader import read
from bench.rig import Figures, Rig
from bench.upstream import MODEL

WORKERS = 4
KILLS = 100
AT_ONCE = 3
READERS = 4
"""Of each answer. Which workers they reach is chance."""
ROUNDS = 50
LONG = Answer(words=150, rate=50)
ROLLED = Answer(words=200, rate=10)
BRIEF = Answer(words=20, rate=20)
ROLLED_AT_ONCE = 50
PATIENCE_SECONDS = 60
LOOK_SECONDS = 0.01
REPLIES = """
SELECT answer.content, answer.status, workers.pid, answer.conversation_id FROM messages AS question
JOIN messages AS answer ON answer.parent_message_id = question.id LEFT JOIN workers ON workers.id = answer.worker_id
WHERE question.content = %s
"""
LIVING = "SELECT pid FROM workers WHERE is_gone IS NOT TRUE AND is_draining IS NOT TRUE"


class Reply(NamedTuple):
    """What the database has of an answer. `pid` is the process that writes it."""

    content: str
    status: str
    pid: int | None
    conversation_id: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """The program and its database, seen from the measuring process."""

    program: Program
    database: psycopg.Connection[Any]

    def replies(self, answer: Answer, tags: Sequence[str]) -> dict[str, Reply]:
        """By tag; those that have no row yet are missing."""
        found = {tag: self.database.execute(REPLIES, [answer.question(tag)]).fetchone() for tag in tags}
        return {tag: Reply(*row) for tag, row in found.items() if row is not None}

    def living(self) -> set[int]:
        return {row.pid for row in self.database.execute(LIVING).fetchall()}

    async def whole(self) -> set[int]:
        """The workers' processes, once as many serve as there should be."""
        await until(lambda: len(self.living()) == WORKERS, "There were no four workers again")
        return self.living()


def measure(rig: Rig, kills: int = KILLS, rounds: int = ROUNDS, at_once: int = ROLLED_AT_ONCE) -> Figures:
    """Kills with three answers each; rounds of four questions at once in one conversation; a restart of each under answers."""
    settings = cluster_settings() | {"RXCHAT_WORKERS": str(WORKERS)}
    with (
        rig.program(settings) as program,
        connected() as database,
        ThreadPoolExecutor(1) as threads,  # Playwright runs a loop of its own in this one
    ):
        cluster = Cluster(program, database)

        async def all_of() -> Figures:
            figures = await _killed(rig, cluster, kills)
            return figures | await _asked_at_once(rig, cluster, rounds) | await _restarted(rig, cluster, at_once)

        return threads.submit(lambda: asyncio.run(all_of())).result()


@dataclass(slots=True)
class Deaths:
    """What killed workers cost. `missing` is how long before the kill the first word was said that isn't there, `ended` how long
    after it the answers of the dead worker ended, `told` how long after that the readers on other workers heard of it, all in
    milliseconds. `doubled` counts answers that are no beginning of what the vendor said, `left` those of which the database says
    that they still grow.
    """

    missing: list[float] = field(default_factory=list[float])
    ended: list[float] = field(default_factory=list[float])
    told: list[float] = field(default_factory=list[float])
    doubled: int = 0
    left: int = 0
    others_hurt: int = 0

    def note(self, rig: Rig, cluster: Cluster, tags: Sequence[str], lost: Sequence[str], killed_at: float) -> None:
        for tag, reply in cluster.replies(LONG, tags).items():
            words = reply.content.split()
            self.doubled += not is_a_beginning(reply, LONG, tag)
            self.left += reply.status == "streaming"
            self.others_hurt += tag not in lost and len(words) != LONG.words
            if tag in lost and len(words) < len(written := rig.upstream.written(tag)):
                self.missing.append(max(0.0, killed_at - written[len(words)]))

    def figures(self) -> Figures:
        return {
            "cut_answers": len(self.missing),
            **_spread("missing", self.missing),
            **_spread("interrupted", self.ended),
            "readers_elsewhere": len(self.told),
            **_spread("told", self.told),
            "left": self.left,
            "doubled": self.doubled,
            "others_hurt": self.others_hurt,
        }


def _spread(name: str, found: Sequence[float]) -> Figures:
    if not found:
        return {}
    ordered = sorted(found)
    return {
        f"{name}_p50_ms": statistics.median(ordered),
        f"{name}_p95_ms": ordered[int(0.95 * len(ordered))],
        f"{name}_max_ms": ordered[-1],
    }


async def _killed(rig: Rig, cluster: Cluster, kills: int) -> Figures:
    chance, deaths = random.Random(1), Deaths()
    for _ in range(kills):
        await cluster.whole()
        await _kill_one(rig, cluster, chance, deaths)
    return {"kills": kills, **deaths.figures()}


async def _kill_one(rig: Rig, cluster: Cluster, chance: random.Random, deaths: Deaths) -> None:
    """A worker that writes one of three answers, each of which has a few readers on whatever worker they reached."""
    tags = [rig.new_tag() for _ in range(AT_ONCE)]
    asked = [asyncio.create_task(ask(cluster, LONG, tag)) for tag in tags]
    await until(lambda: have_words(cluster, tags), "The answers did not begin")
    readings = {tag: [asyncio.create_task(told(cluster.program, LONG, tag)) for _ in range(READERS)] for tag in tags}
    await asyncio.sleep(chance.uniform(0.1, 1.5))
    owners = {tag: reply.pid for tag, reply in cluster.replies(LONG, tags).items() if reply.status == "streaming"}
    victim = chance.choice(sorted({pid for pid in owners.values() if pid is not None}))
    lost = [tag for tag, pid in owners.items() if pid == victim]
    os.kill(victim, signal.SIGKILL)
    killed_at = time.time() * 1000
    await until(lambda: not is_any_growing(cluster, lost), "A killed worker's answer still grows")
    ended_at = time.time() * 1000
    deaths.ended.append(ended_at - killed_at)
    await asyncio.gather(*asked)
    heard = {tag: await asyncio.gather(*tasks) for tag, tasks in readings.items()}
    deaths.told += [max(0.0, at - ended_at) for tag in lost for at in heard[tag] if at is not None]
    deaths.note(rig, cluster, tags, lost, killed_at)


async def told(program: Program, answer: Answer, tag: str) -> float | None:
    """When a reader heard that the answer had ended, in milliseconds since 1970. None where its connection ended first."""
    reading = await read(program, answer, tag)
    return time.time() * 1000 if reading.end else None


async def _asked_at_once(rig: Rig, cluster: Cluster, rounds: int) -> Figures:
    """`wrong_rounds` are those in which not exactly one of four questions began."""
    await cluster.whole()
    first = rig.new_tag()
    await ask(cluster, BRIEF, first)
    conversation = cluster.replies(BRIEF, [first])[first].conversation_id
    wrong = 0
    for _ in range(rounds):
        codes = await asyncio.gather(*(ask(cluster, BRIEF, rig.new_tag(), conversation) for _ in range(4)))
        wrong += sorted(codes) != [200, 422, 422, 422]
    return {"wrong_rounds": wrong}


async def _restarted(rig: Rig, cluster: Cluster, at_once: int) -> Figures:
    """`interrupted` are answers that a restart of the four workers, one by one, didn't let finish."""
    await cluster.whole()
    tags = [rig.new_tag() for _ in range(at_once)]
    asked = [asyncio.create_task(ask(cluster, ROLLED, tag)) for tag in tags]
    await until(lambda: len(cluster.replies(ROLLED, tags)) == at_once, "The answers did not begin")
    for pid in cluster.living():
        os.kill(pid, signal.SIGTERM)
        await until(lambda pid=pid: pid not in cluster.living(), "A worker did not end")
        await cluster.whole()
    await asyncio.gather(*asked)
    return {"interrupted": sum(reply.status != "complete" for reply in cluster.replies(ROLLED, tags).values())}


def is_a_beginning(reply: Reply, answer: Answer, tag: str) -> bool:
    """Whether the text is what the vendor said first: nothing is left out, and nothing is there twice."""
    words = reply.content.split()
    return words == [answer.word(number, tag).strip() for number in range(len(words))]


def have_words(cluster: Cluster, tags: Sequence[str]) -> bool:
    replies = cluster.replies(LONG, tags)
    return len(replies) == len(tags) and all(reply.content for reply in replies.values())


def is_any_growing(cluster: Cluster, tags: Sequence[str]) -> bool:
    return any(reply.status == "streaming" for reply in cluster.replies(LONG, tags).values())


async def ask(cluster: Cluster, answer: Answer, tag: str, conversation: int | None = None) -> int:
    """The status of a saved answer's request; 0 where its worker died. What reached none is sent again, under the same key."""
    where: dict[str, Any] = {"save": True} if conversation is None else {"conversation_id": conversation}
    body = {"model": f"claude:{MODEL}", "messages": [{"role": "user", "content": answer.question(tag)}], **where}
    headers = {"origin": cluster.program.url, "idempotency-key": tag}
    cookies = {"rxchat_session": cluster.program.cookie}
    async with httpx.AsyncClient(
        base_url=cluster.program.url, headers=headers, cookies=cookies, trust_env=False, timeout=PATIENCE_SECONDS
    ) as client:
        for _ in range(2):
            try:
                return (await client.post("/api/chat", json=body)).status_code
            except httpx.TransportError:
                if cluster.replies(answer, [tag]):
                    return 0
    return 0


async def until(is_so: Callable[[], bool], words: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise MeasurementFailed(f"{words} after {PATIENCE_SECONDS} s.")
        await asyncio.sleep(LOOK_SECONDS)
