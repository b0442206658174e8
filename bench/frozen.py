"""Machines that freeze: two of four programs over one PostgreSQL stop in mid-answer, for longer than they may be silent.

When they wake, the others have ended their answers, and they may not write any more.
"""

import asyncio
import os
import signal
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

from bench.members import connected, member_settings
from bench.program import Program
from bench.rig import Figures, Rig
from bench.scale import LONG, WORKERS, Cluster, Reply, ask, have_words, is_a_beginning, is_any_growing, until

ROUNDS = 10
AT_ONCE = 2
FROZEN_SECONDS = 12


@dataclass(slots=True)
class Freezes:
    """In milliseconds: how long after the freeze the answers ended, and how long after waking the programs did.

    `written_over` counts answers that changed after their end, `doubled` those that are no beginning of what the vendor said.
    """

    interrupted: list[float] = field(default_factory=list[float])
    ended: list[float] = field(default_factory=list[float])
    written_over: int = 0
    doubled: int = 0

    def note(self, before: Mapping[str, Reply], after: Mapping[str, Reply]) -> None:
        self.written_over += sum(reply.content != before[tag].content for tag, reply in after.items())
        self.doubled += sum(not is_a_beginning(reply, LONG, tag) for tag, reply in after.items())


def measure(rig: Rig, rounds: int = ROUNDS) -> Figures:
    with ExitStack() as stack, ThreadPoolExecutor(1) as threads:  # Playwright runs a loop of its own in this one
        database, settings = stack.enter_context(connected()), member_settings()
        members = [stack.enter_context(rig.program(settings)) for _ in range(WORKERS)]
        freezes = Freezes()
        for _ in range(rounds):
            frozen, members = members[:AT_ONCE], members[AT_ONCE:]
            clusters = [Cluster(program, database) for program in frozen]
            threads.submit(lambda clusters=clusters: asyncio.run(_freeze(rig, clusters, freezes))).result()
            members += [stack.enter_context(rig.program(settings)) for _ in frozen]
    return {
        "frozen": len(freezes.ended),
        "interrupted_max_ms": max(freezes.interrupted),
        "ended_max_ms": max(freezes.ended),
        "written_over": freezes.written_over,
        "doubled": freezes.doubled,
    }


async def _freeze(rig: Rig, clusters: Sequence[Cluster], freezes: Freezes) -> None:
    tags = [rig.new_tag() for _ in clusters]
    asked = [asyncio.create_task(ask(cluster, LONG, tag)) for cluster, tag in zip(clusters, tags, strict=True)]
    await until(lambda: have_words(clusters[0], tags), "The answers did not begin")
    programs = [cluster.program for cluster in clusters]
    _signal(programs, signal.SIGSTOP)
    frozen_at = time.monotonic()
    await until(lambda: not is_any_growing(clusters[0], tags), "The answers of a frozen machine still grow")
    freezes.interrupted.append((time.monotonic() - frozen_at) * 1000)
    before = clusters[0].replies(LONG, tags)
    await asyncio.sleep(max(0.0, frozen_at + FROZEN_SECONDS - time.monotonic()))
    _signal(programs, signal.SIGCONT)
    woken_at = time.monotonic()
    for program in programs:
        await asyncio.to_thread(program.process.wait, 30)
        freezes.ended.append((time.monotonic() - woken_at) * 1000)
    await asyncio.gather(*asked)
    freezes.note(before, clusters[0].replies(LONG, tags))


def _signal(programs: Sequence[Program], number: signal.Signals) -> None:
    for program in programs:
        os.kill(program.process.pid, number)
