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
from dataclasses import dataclass
from typing import Any, NamedTuple

import httpx
import psycopg

from bench.answer import Answer
from bench.failure import MeasurementFailed
from bench.members import cluster_settings, connected
from bench.program import Program
from bench.rig import Figures, Rig
from bench.upstream import MODEL

WORKERS = 4
KILLS = 100
AT_ONCE = 3
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


async def _killed(rig: Rig, cluster: Cluster, kills: int) -> Figures:
    """`missing_ms` is how long before the kill the first word was said that isn't there, `interrupted_ms` how long after it the
    answers of the dead worker ended. `doubled` counts answers that are no beginning of what the vendor said, `left` those of
    which the database says that they still grow.
    """
    chance = random.Random(1)
    missing, ended = [0.0], [0.0]
    doubled = others_hurt = left = 0
    for _ in range(kills):
        await cluster.whole()
        tags = [rig.new_tag() for _ in range(AT_ONCE)]
        asked = [asyncio.create_task(ask(cluster, LONG, tag)) for tag in tags]
        await until(lambda tags=tags: _have_words(cluster, tags), "The answers did not begin")
        await asyncio.sleep(chance.uniform(0.1, 1.5))
        owners = {tag: reply.pid for tag, reply in cluster.replies(LONG, tags).items() if reply.status == "streaming"}
        victim = chance.choice(sorted({pid for pid in owners.values() if pid is not None}))
        lost = [tag for tag, pid in owners.items() if pid == victim]
        os.kill(victim, signal.SIGKILL)
        killed_at = time.time() * 1000
        await until(lambda lost=lost: not _is_any_growing(cluster, lost), "A killed worker's answer still grows")
        ended.append(time.time() * 1000 - killed_at)
        await asyncio.gather(*asked)
        for tag, reply in cluster.replies(LONG, tags).items():
            words = reply.content.split()
            doubled += not is_a_beginning(reply, LONG, tag)
            left += reply.status == "streaming"
            others_hurt += tag not in lost and len(words) != LONG.words
            if tag in lost and len(words) < len(written := rig.upstream.written(tag)):
                missing.append(max(0.0, killed_at - written[len(words)]))
    return {
        "kills": kills,
        "cut_answers": len(missing) - 1,
        "missing_p50_ms": statistics.median(missing),
        "missing_p95_ms": sorted(missing)[int(0.95 * len(missing))],
        "missing_max_ms": max(missing),
        "interrupted_p50_ms": statistics.median(ended),
        "interrupted_p95_ms": sorted(ended)[int(0.95 * len(ended))],
        "interrupted_max_ms": max(ended),
        "left": left,
        "doubled": doubled,
        "others_hurt": others_hurt,
    }


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


def _have_words(cluster: Cluster, tags: Sequence[str]) -> bool:
    replies = cluster.replies(LONG, tags)
    return len(replies) == len(tags) and all(reply.content for reply in replies.values())


def _is_any_growing(cluster: Cluster, tags: Sequence[str]) -> bool:
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
