"""What the chat asks of answers elsewhere, of a stand-in: those of other workers are in tests/services/workers."""

from collections.abc import AsyncGenerator

import pytest
from fakes.acme import DONE, AcmeProvider

from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.errors import NotFound
from rxchat.domain.growing_answers import GrowingAnswer
from rxchat.domain.turns import NewTurn, Turn, TurnKey
from rxchat.services.chat.generation import Generation
from rxchat.services.chat.generations import GenerationService
from rxchat.services.chat.subscription import Subscription, Subscriptions
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.spending_limits import SpendingLimits
from rxchat.services.write_retries import WriteRetries

ELSEWHERE = 700
KEY = TurnKey.of("key-1", "Hi")


class OneAnswer:
    """Elsewhere, one answer grows, in the conversation `ELSEWHERE`."""

    def __init__(self) -> None:
        self.subscriptions = Subscriptions()
        self.ended_count = 3
        self.followed: list[GrowingAnswer] = []
        turn = Turn(conversation_id=ELSEWHERE, user_message_id=1, reply_id=2, is_new_conversation=False)
        self.generation = Generation(turn=turn, user_id=1, provider="acme", model="known")

    def running_in(self, user_id: int) -> set[int]:
        return {ELSEWHERE} if user_id else set()

    def show_in(self, subscription: Subscription) -> None:
        if subscription.conversation_id == ELSEWHERE:
            self.subscriptions.notify(self.generation)

    async def follow(self, answer: GrowingAnswer) -> Generation:
        self.followed.append(answer)
        return self.generation

    async def stop(self, user_id: int, conversation_id: int) -> bool:
        return user_id == self.generation.user_id and conversation_id == ELSEWHERE

    async def end_orphans(self) -> int:
        return 5


@pytest.fixture
def elsewhere(user: int) -> OneAnswer:
    made = OneAnswer()
    made.generation.user_id = user
    return made


def service(messages: MessageRepository, spending: SpendingLimits, elsewhere: OneAnswer | None) -> GenerationService:
    return GenerationService(messages, Pricing(), HealthTracker(), spending, WriteRetries(), elsewhere=elsewhere)


@pytest.fixture
async def generations(
    messages: MessageRepository, spending: SpendingLimits, elsewhere: OneAnswer
) -> AsyncGenerator[GenerationService]:
    made = service(messages, spending, elsewhere)
    yield made
    await made.aclose()


def turn_of(user: int) -> NewTurn:
    return NewTurn(user_id=user, conversation_id=None, text="Hi", title="Hi", provider="acme", model="known", key=KEY)


async def test_what_grows_elsewhere_counts_with_what_grows_here(generations: GenerationService, user: int):
    acme = AcmeProvider()
    here = await generations.start(turn_of(user), acme)
    assert generations.running_in(user) == {here.conversation_id, ELSEWHERE}
    assert generations.ended_count == 3
    acme.say(DONE)
    await here.ended()
    assert (generations.running_in(user), generations.ended_count) == ({ELSEWHERE}, 4)


async def test_it_is_shown_and_stopped_there(generations: GenerationService, elsewhere: OneAnswer, user: int):
    with generations.subscribe(user, ELSEWHERE) as answers:
        assert await anext(answers) is elsewhere.generation
    await generations.stop(user, ELSEWHERE)
    with pytest.raises(NotFound, match="No response in progress"):
        await generations.stop(user, ELSEWHERE + 1)


async def test_who_ends_orphans_is_asked_there(generations: GenerationService):
    assert await generations.recover() == 5


async def test_a_turn_that_is_answered_elsewhere_leads_there(
    messages: MessageRepository, spending: SpendingLimits, generations: GenerationService, elsewhere: OneAnswer, user: int
):
    writer = service(messages, spending, None)
    written = await writer.start(turn_of(user), AcmeProvider())
    assert await generations.sent_before(user, KEY) is elsewhere.generation
    (answer,) = elsewhere.followed
    assert (answer.reply_id, answer.question_id) == (written.reply_id, written.turn.user_message_id)
    await writer.aclose()
