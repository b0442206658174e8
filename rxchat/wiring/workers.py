"""The roll of workers: this process is on it from before its services answer until they have closed."""

import logging
import os
import platform
from contextlib import AsyncExitStack
from typing import Final
from uuid import uuid4

from rxchat import __version__
from rxchat.db.database import Database
from rxchat.db.worker_events import WorkerEventRepository
from rxchat.db.workers import WorkerRepository
from rxchat.domain.errors import NotSaved
from rxchat.domain.workers import Worker
from rxchat.services.chat.generations import GenerationService
from rxchat.services.events import AnswerEnded, AnswerStarted, EventBus, Origin
from rxchat.services.workers.answers_elsewhere import AnswersElsewhere
from rxchat.services.workers.event_relay import SHARED, EventRelay
from rxchat.services.workers.roll import Roll
from rxchat.wiring.background import run_in_background

TELL_SECONDS: Final = 0.05
"""What happens within them is written in one transaction."""

log = logging.getLogger(__name__)


def this_process() -> Worker:
    """This process as a worker, before anything is known of its page and its setup."""
    return Worker(id=uuid4().hex, machine=platform.node(), pid=os.getpid(), version=__version__)


def open_workers(stack: AsyncExitStack, database: Database) -> WorkerRepository | None:
    """The workers of a database that several can serve; None for a file. When `stack` unwinds, this one leaves."""
    if database.is_file:
        return None
    workers = WorkerRepository(database)

    async def leave() -> None:
        try:
            await workers.leave()
        except NotSaved as error:
            log.warning("The other processes will notice the end of this one only after some seconds: %s", error.message)

    stack.push_async_callback(leave)
    return workers


async def join_roll(
    stack: AsyncExitStack, workers: WorkerRepository, generations: GenerationService, me: Worker, *, is_alone: bool
) -> Roll:
    """Start to count as a worker, until `stack` unwinds. Raises NotSaved."""
    roll = Roll(workers, generations, me)
    await roll.join(is_alone=is_alone)
    run_in_background(stack, roll.run())
    run_in_background(stack, roll.look_after_others())
    return roll


async def listen_to_others(
    stack: AsyncExitStack, database: Database, elsewhere: AnswersElsewhere, events: EventBus, roll: Roll
) -> EventRelay:
    """Tell the other workers what changes here, and show here what changes there, until `stack` unwinds. Raises NotRead."""
    relay = EventRelay(WorkerEventRepository(database), events, lambda: roll.is_alone)
    await relay.start()
    run_in_background(stack, elsewhere.hear(events.subscribe(AnswerStarted, AnswerEnded, origin=Origin.ELSEWHERE)))
    run_in_background(stack, elsewhere.watch())
    run_in_background(stack, relay.tell(events.subscribe(*SHARED, pace=TELL_SECONDS, origin=Origin.HERE)))
    run_in_background(stack, relay.listen())
    return relay
