"""Machines that are gone: one of four programs over one PostgreSQL is killed in the middle of answers, and stays away.

Nothing tells the others but the heartbeat that no longer comes.
"""

import asyncio
import os
import random
import signal
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from bench.members import connected, member_settings
from bench.program import Program
from bench.rig import Figures, Rig
from bench.scale import AT_ONCE, LONG, WORKERS, Cluster, Deaths, ask, have_words, is_any_growing, told, until

GONE = 10


def measure(rig: Rig, gone: int = GONE) -> Figures:
    with ExitStack() as stack, ThreadPoolExecutor(1) as threads:  # Playwright runs a loop of its own in this one
        database, settings = stack.enter_context(connected()), member_settings()
        members = [stack.enter_context(rig.program(settings)) for _ in range(WORKERS)]
        chance, deaths = random.Random(1), Deaths()
        for _ in range(gone):
            asked, *others = chance.sample(members, len(members))
            round_ = _gone(rig, Cluster(asked, database), others, chance, deaths)
            threads.submit(lambda round_=round_: asyncio.run(round_)).result()
            members = [*others, stack.enter_context(rig.program(settings))]
        return {"gone": gone, **deaths.figures()}


async def _gone(rig: Rig, cluster: Cluster, others: Sequence[Program], chance: random.Random, deaths: Deaths) -> None:
    """The machine that writes three answers goes; each has a reader on all of the others."""
    tags = [rig.new_tag() for _ in range(AT_ONCE)]
    asked = [asyncio.create_task(ask(cluster, LONG, tag)) for tag in tags]
    await until(lambda: have_words(cluster, tags), "The answers did not begin")
    readings = [asyncio.create_task(told(other, LONG, tag)) for tag in tags for other in others]
    await asyncio.sleep(chance.uniform(0.1, 1.5))
    lost = [tag for tag, reply in cluster.replies(LONG, tags).items() if reply.status == "streaming"]
    os.kill(cluster.program.process.pid, signal.SIGKILL)
    killed_at = time.time() * 1000
    await until(lambda: not is_any_growing(cluster, lost), "The answers of a machine that is gone still grow")
    ended_at = time.time() * 1000
    deaths.ended.append(ended_at - killed_at)
    await asyncio.gather(*asked)
    deaths.told += [max(0.0, at - ended_at) for at in await asyncio.gather(*readings) if at is not None]
    deaths.note(rig, cluster, tags, lost, killed_at)
