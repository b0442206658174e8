"""A worker without its process: its own connections to a PostgreSQL database, and what of the services writes answers."""

from fakes.acme import AcmeProvider

from rxchat.db.database import Database
from rxchat.db.messages.growing_answers import GrowingAnswerRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.usage.spend_cap_repository import SpendCapRepository
from rxchat.db.usage.usage_report_repository import UsageReportRepository
from rxchat.db.workers import WorkerRepository
from rxchat.domain.turns import NewTurn, TurnKey
from rxchat.domain.workers import Worker
from rxchat.providers.registry import ProviderRegistry
from rxchat.services.chat.generation import Generation
from rxchat.services.chat.generations import GenerationService
from rxchat.services.events import AnswerEnded, AnswerStarted, EventBus, EventsDropped, Origin
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.spending_limits import SpendingLimits
from rxchat.services.workers.answers_elsewhere import AnswersElsewhere
from rxchat.services.workers.roll import Roll
from rxchat.services.write_retries import WriteRetries


class OneWorker:
    """What a process has of all this. Its heartbeats are the test's; `now` is its clock, in seconds."""

    def __init__(self, name: str, database: Database) -> None:
        self.database = database
        self.now = 0.0
        self.acme = AcmeProvider()
        self.messages = MessageRepository(database)
        spending = SpendingLimits(SpendCapRepository(database), UsageReportRepository(database), Pricing(), ProviderRegistry())
        self.events = EventBus()
        self.elsewhere = AnswersElsewhere(GrowingAnswerRepository(database), self.messages, self.events)
        self.generations = GenerationService(
            self.messages,
            Pricing(),
            HealthTracker(),
            spending,
            WriteRetries(),
            events=self.events,
            elsewhere=self.elsewhere,
        )
        me = Worker(id=name, machine="here", pid=1, version="1")
        self.roll = Roll(WorkerRepository(database), self.generations, me, clock=lambda: self.now)

    async def ask(self, user: int, question: str, conversation_id: int | None = None, key: TurnKey | None = None) -> Generation:
        turn = NewTurn(
            user_id=user,
            conversation_id=conversation_id,
            text=question,
            title=question,
            provider="acme",
            model="known",
            key=key,
        )
        return await self.generations.start(turn, self.acme)

    async def hear(self, *said: AnswerStarted | AnswerEnded | EventsDropped) -> None:
        """Take in what another worker has said."""
        with self.events.subscribe(AnswerStarted, AnswerEnded, origin=Origin.ELSEWHERE) as heard:
            for event in said:
                self.events.relay(event)
            heard.close()
            await self.elsewhere.hear(heard)

    async def let_pass(self, seconds: float) -> None:
        """Beat as a worker that is well."""
        for _ in range(int(seconds)):
            self.now += 1
            await self.roll.beat()

    async def aclose(self) -> None:
        await self.generations.aclose()
        await self.database.aclose()
