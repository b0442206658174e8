"""Bus: messages between the workers of a database, where the settings name a Redis to carry them."""

import secrets
from collections.abc import Callable
from contextlib import AsyncExitStack
from importlib import import_module
from typing import TYPE_CHECKING, Final

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.security.master_key import MasterKey
from rxchat.services.chat.generations import GenerationService
from rxchat.services.events import EventBus, Origin, ProvidersChanged
from rxchat.services.workers.answers_elsewhere import AnswersElsewhere
from rxchat.services.workers.event_relay import EventRelay
from rxchat.wiring.background import run_in_background

if TYPE_CHECKING:
    from rxchat.cluster.bus import Bus
    from rxchat.services.workers.event_nudges import EventNudges
    from rxchat.services.workers.live_answers import LiveAnswers

_LABEL: Final = b"rxchat bus v1"
_WORKER_BYTES: Final = 16
PROVIDERS_SECONDS: Final = 0.1
"""What changes of providers within them is announced once."""


async def open_bus(stack: AsyncExitStack, settings: Settings, database: Database, key: MasterKey) -> "Bus | None":
    """The bus of this worker, which connects by itself; None without Redis, of which nothing is imported then."""
    if settings.redis_url is None:
        return None
    cluster, sealed = import_module("rxchat.cluster.redis_bus"), import_module("rxchat.cluster.sealed")
    seal = sealed.Seal(key.derived(_LABEL), cluster=await database.identity())
    bus: Bus = cluster.RedisBus(settings.redis_url, worker=secrets.token_hex(_WORKER_BYTES), seal=seal)
    run_in_background(stack, bus.run())
    return bus


def pass_on(
    stack: AsyncExitStack,
    bus: "Bus",
    generations: GenerationService,
    elsewhere: AnswersElsewhere,
    relay: EventRelay,
    events: EventBus,
    look_at_providers: Callable[[], None],
) -> None:
    """Send what is written here to readers on other workers, and hear what changes there, at once, until `stack` unwinds."""
    answers = import_module("rxchat.services.workers.answer_relay").AnswerRelay(bus, generations)
    live_answers = import_module("rxchat.services.workers.live_answers")
    live: LiveAnswers = live_answers.LiveAnswers(bus, lambda: elsewhere.followed, elsewhere.find_followed)
    nudges: EventNudges = import_module("rxchat.services.workers.event_nudges").EventNudges(bus, relay.look, look_at_providers)
    elsewhere.wire, relay.announce = live, nudges.announce
    changes = events.subscribe(ProvidersChanged, pace=PROVIDERS_SECONDS, origin=Origin.HERE)
    for work in (answers.run(), live.run(), nudges.run(), nudges.announce_providers(changes)):
        run_in_background(stack, work)
