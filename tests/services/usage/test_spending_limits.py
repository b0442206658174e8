"""Caps on spending, over a real database."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from fakes.acme import DONE, AcmeProvider
from held import fill_the_disk, free_the_disk

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.library.conversation_moves import ConversationMoveRepository
from rxchat.db.library.project_repository import ProjectRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.usage.call_repository import CallRepository
from rxchat.db.usage.spend_cap_repository import SpendCapRepository
from rxchat.db.usage.usage_report_repository import UsageReportRepository
from rxchat.domain.chunks import Finished, FinishReason
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import AuthenticationFailed, InvalidRequest, NotSaved, SpendLimitReached, UnknownProvider
from rxchat.domain.messages import user_message
from rxchat.domain.projects import ProjectFields
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest
from rxchat.domain.spending import CallContext, CapState, SpendCap, Spent
from rxchat.domain.turns import NewTurn
from rxchat.domain.usage import Cost, Usage
from rxchat.providers.registry import ProviderRegistry
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.providers.vendors.openrouter import OpenRouterProvider
from rxchat.services.chat.completions import CompletionService
from rxchat.services.chat.generations import GenerationService
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.spending_limits import SpendingLimits, in_words
from rxchat.services.write_retries import WriteRetries

MODEL = "claude-sonnet-5-5"
Spend = Callable[..., Awaitable[None]]


class Paid(AcmeProvider):
    """Not free, and of a price that nobody knows."""

    name = "paid"
    label = "Paid"
    needs_key = True

    def __init__(self) -> None:
        super().__init__(Connection(api_key="k"))


class Priced(Paid):
    """An answer costs what the vendor's list says."""

    name = "priced"
    label = "Priced"
    price_list = ClaudeProvider.price_list


@pytest.fixture
def paid() -> Paid:
    return Paid()


@pytest.fixture
def spending(database: Database) -> SpendingLimits:
    registry = ProviderRegistry()
    for provider in (ClaudeProvider, Paid, Priced, AcmeProvider):
        registry.register(provider)
    reports = UsageReportRepository(database)
    return SpendingLimits(SpendCapRepository(database), reports, Pricing(), registry)


@pytest.fixture
def spend(database: Database) -> Spend:
    """Have a call counted that cost so much; None is an unknown price."""

    async def record(user: int, provider: str, amount: str | None) -> None:
        cost = None if amount is None else Cost(amount=Decimal(amount))
        outcome = Outcome(status=MessageStatus.COMPLETE, usage=Usage(output_tokens=1), cost=cost)
        await CallRepository(database).record(user, provider, "m", outcome)

    return record


@pytest.fixture
async def generations(messages: MessageRepository, spending: SpendingLimits) -> AsyncGenerator[GenerationService]:
    service = GenerationService(messages, Pricing(), HealthTracker(), spending, WriteRetries())
    yield service
    await service.aclose()


def a_turn(user: int) -> NewTurn:
    return NewTurn(user_id=user, conversation_id=None, text="Hi", title="Hi", provider="paid", model="known")


async def states(spending: SpendingLimits, user: int) -> list[tuple[str | None, CapState, Spent]]:
    return [(status.cap.provider, status.state, status.spent) for status in await spending.statuses(user)]


async def test_caps_are_of_a_provider_or_of_all_together(spending: SpendingLimits, spend: Spend, user: int):
    await spend(user, "paid", "0.79")
    await spend(user, "claude", "5.01")
    await spending.set_cap(user, "paid", Decimal(1))
    await spending.set_cap(user, None, Decimal(6))
    everything, alone = Spent(amount=Decimal("5.8")), Spent(amount=Decimal("0.79"))
    assert await states(spending, user) == [(None, CapState.WARNING, everything), ("paid", CapState.OK, alone)]
    await spend(user, "paid", "0.21")
    assert [found[1] for found in await states(spending, user)] == [CapState.REACHED, CapState.REACHED]
    await spending.remove_cap(user, None)
    assert [found[0] for found in await states(spending, user)] == ["paid"]


async def test_at_100_percent_nothing_is_asked_saved_or_begun(
    spending: SpendingLimits,
    generations: GenerationService,
    database: Database,
    messages: MessageRepository,
    spend: Spend,
    user: int,
    paid: Paid,
):
    completions = CompletionService(CallRepository(database), Pricing(), HealthTracker(), spending, WriteRetries())
    request = ChatRequest(model="known", messages=(user_message("Hi"),))
    first = await generations.start(a_turn(user), paid)
    paid.say("Hello", DONE)
    await first.ended()
    await spending.set_cap(user, "paid", Decimal("0.5"))
    await spend(user, "paid", "0.5")
    asked = len(paid.requests)
    with pytest.raises(SpendLimitReached):
        await generations.start(a_turn(user), paid)
    with pytest.raises(SpendLimitReached):
        await generations.retry(user, first.reply_id, paid, "known")
    with pytest.raises(SpendLimitReached):
        await anext(completions.complete(user, paid, request).pieces)
    assert len(paid.requests) == asked
    assert len(await messages.list_visible(user, first.conversation_id)) == 2
    await spending.set_cap(user, "paid", Decimal("0.51"))
    paid.say("Again", DONE)
    assert len([piece async for piece in completions.complete(user, paid, request).pieces]) == 2


async def test_the_refusal_says_how_much_of_what_when_it_ends_and_the_way_out(
    database: Database, spend: Spend, user: int, paid: Paid
):
    registry = ProviderRegistry()
    registry.register(Paid)
    spending = SpendingLimits(SpendCapRepository(database), UsageReportRepository(database), Pricing(), registry)
    await spend(user, "paid", "7.5")
    await spend(user, "paid", None)
    await spending.set_cap(user, "paid", Decimal(5))
    with pytest.raises(SpendLimitReached) as refused:
        await spending.reserve(user, paid, "known")
    assert refused.value.code == "spend_limit_reached"
    assert refused.value.message.startswith("You've spent $7.50 of your $5.00 monthly budget for Paid. It resets on ")
    assert refused.value.message.endswith(" (UTC). 1 request with an unknown price isn't included.")
    assert "Settings > Usage" in refused.value.hint


async def test_what_costs_nothing_stays_usable(spending: SpendingLimits, spend: Spend, user: int, paid: Paid):
    await spending.set_cap(user, None, Decimal(0))
    await spending.reserve(user, AcmeProvider(), "known")
    await spending.reserve(user, OpenRouterProvider(Connection(api_key="k")), "google/gemma-3-27b-it:free")
    for provider, model in ((paid, "known"), (ClaudeProvider(Connection(api_key="k")), MODEL)):
        with pytest.raises(SpendLimitReached):
            await spending.reserve(user, provider, model)


async def test_an_unknown_price_is_let_through_under_a_cap_and_told(
    spending: SpendingLimits, spend: Spend, user: int, paid: Paid
):
    await spending.set_cap(user, "paid", Decimal(1))
    for _ in range(2):
        await spend(user, "paid", None)
    await spending.reserve(user, paid, "known")
    (status,) = await spending.statuses(user)
    assert (status.state, status.spent) == (CapState.OK, Spent(unpriced=2))
    assert in_words(status).endswith("2 requests with unknown prices aren't included.")


async def test_another_provider_and_another_person_are_not_held(spending: SpendingLimits, spend: Spend, user: int, paid: Paid):
    await spend(user, "paid", "2")
    await spending.set_cap(user, "paid", Decimal(1))
    await spending.reserve(user, ClaudeProvider(Connection(api_key="k")), MODEL)
    await spending.reserve(user + 1, paid, "known")
    assert await spending.statuses(user + 1) == []


@pytest.mark.parametrize(
    ("today", "renews", "spent"),
    [
        (date(2026, 12, 31), date(2027, 1, 1), "0"),
        (date(2026, 11, 1), date(2026, 12, 1), "1"),
        (date(2026, 10, 31), date(2026, 11, 1), "0"),
        (date(2028, 1, 31), date(2028, 2, 1), "0"),
    ],
)
async def test_a_cap_starts_anew_each_month(database: Database, user: int, today: date, renews: date, spent: str):
    registry = ProviderRegistry()
    spending = SpendingLimits(
        SpendCapRepository(database), UsageReportRepository(database), Pricing(), registry, today=lambda: today
    )
    async with database.transaction() as session:
        await (await session.connection()).exec_driver_sql(
            "INSERT INTO usage_tracking (user_id, provider, cost_estimate, currency, created_at) "
            f"VALUES ({user}, 'gone', 1.0, 'USD', '2026-11-30 23:59:59')"
        )
    await SpendCapRepository(database).put(user, SpendCap(provider="gone", limit=Decimal(9)))
    (status,) = await spending.statuses(user)
    assert (status.renews, status.spent.amount, status.label) == (renews, Decimal(spent), "gone")


@pytest.mark.parametrize("limit", ["-1", "1000001", "0.00001", "NaN", "Infinity"])
async def test_what_is_no_amount_is_refused(spending: SpendingLimits, user: int, limit: str):
    with pytest.raises(InvalidRequest, match=r"between \$0 and \$1,000,000"):
        await spending.set_cap(user, None, Decimal(limit))
    with pytest.raises(UnknownProvider):
        await spending.set_cap(user, "nobody", Decimal(1))
    assert await spending.statuses(user) == []


async def test_without_caps_usage_is_not_even_looked_at(spending: SpendingLimits, database: Database, user: int, paid: Paid):
    with database.recorded() as statements:
        await spending.reserve(user, paid, "known")
    assert len(statements) == 1


async def test_answers_side_by_side_count_when_they_end(
    spending: SpendingLimits, generations: GenerationService, spend: Spend, user: int, paid: Paid
):
    await spending.set_cap(user, "paid", Decimal(1))
    both = await asyncio.gather(generations.start(a_turn(user), paid), generations.start(a_turn(user), paid))
    assert len({generation.reply_id for generation in both}) == 2
    await spend(user, "paid", "1")
    with pytest.raises(SpendLimitReached):
        await generations.start(a_turn(user), paid)


ANSWERED = Finished(reason=FinishReason.STOP, raw_reason="stop", usage=Usage(input_tokens=10, output_tokens=10_000))
ONE = Decimal("0.10002")
"""What one such answer costs."""


async def all_spent(spending: SpendingLimits, user: int) -> Decimal:
    (status,) = await spending.statuses(user)
    return status.spent.amount


@pytest.mark.parametrize("scope", [None, "priced"])
async def test_of_thirty_calls_at_once_as_many_are_let_in_as_there_is_room_for(
    spending: SpendingLimits, database: Database, user: int, scope: str | None
):
    completions = CompletionService(CallRepository(database), Pricing(), HealthTracker(), spending, WriteRetries())
    request = ChatRequest(model=MODEL, messages=(user_message("Hi"),), max_tokens=10_000)
    await spending.set_cap(user, scope, Decimal("0.35"))
    provider = Priced()
    asked = {asyncio.ensure_future(anext(completions.complete(user, provider, request).pieces)) for _ in range(30)}
    while len(asked) > 3:
        ended, asked = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED, timeout=10)
        for call in ended:
            with pytest.raises(
                SpendLimitReached, match=r"in progress may cost up to \$0\.30 more, and this one up to \$0\.10"
            ) as refused:
                call.result()
            assert "Wait for" in refused.value.hint
    provider.say(*[ANSWERED] * 30)
    await asyncio.gather(*asked)
    assert await all_spent(spending, user) == 3 * ONE


async def test_room_is_given_back_when_a_call_has_cost_less_or_failed(
    spending: SpendingLimits, generations: GenerationService, user: int
):
    provider = Priced()
    await spending.set_cap(user, None, Decimal("0.45"))
    turn = replace(a_turn(user), provider="priced", model=MODEL)
    first = await generations.start(turn, provider)  # it may cost more than there is: one alone is let in
    with pytest.raises(SpendLimitReached, match="in progress"):
        await generations.start(turn, provider)
    await spending.reserve(user + 1, provider, MODEL)
    provider.say(ANSWERED)
    await first.ended()
    second = await generations.start(turn, provider)
    provider.say(AuthenticationFailed("No."))
    await second.ended()
    third = await generations.start(turn, provider)
    await generations.stop(user, third.conversation_id)
    assert await all_spent(spending, user) == ONE
    await generations.start(turn, provider)


async def test_a_message_that_cannot_be_saved_holds_nothing(
    spending: SpendingLimits, generations: GenerationService, database: Database, user: int
):
    provider = Priced()
    await spending.set_cap(user, None, Decimal("0.50"))
    turn = replace(a_turn(user), provider="priced", model=MODEL)
    await fill_the_disk(database)
    with pytest.raises(NotSaved):
        await generations.start(replace(turn, text="x" * 100_000), provider)
    await free_the_disk(database)
    await generations.start(turn, provider)


async def test_what_cost_so_much_and_is_not_saved_yet_counts(
    spending: SpendingLimits, messages: MessageRepository, database: Database, user: int
):
    late = WriteRetries(pauses=(3600.0,))
    generations = GenerationService(messages, Pricing(), HealthTracker(), spending, late)
    provider = Priced()
    await spending.set_cap(user, None, Decimal("0.15"))
    turn = replace(a_turn(user), provider="priced", model=MODEL)
    first = await generations.start(turn, provider)
    await fill_the_disk(database)
    provider.say("x" * 100_000, ANSWERED)
    await first.ended()
    await free_the_disk(database)
    with pytest.raises(SpendLimitReached, match=r"may cost up to \$0\.10 more"):
        await generations.start(turn, provider)
    await generations.aclose()
    assert await all_spent(spending, user) == ONE


async def test_a_projects_cap_counts_its_conversations_and_names_it(
    database: Database, spending: SpendingLimits, user: int, paid: Paid
):
    projects = ProjectRepository(database)
    project = await projects.create(user, ProjectFields(name="Engines", monthly_limit=Decimal("2.5")))
    conversations = ConversationRepository(database)
    named = {"title": "C", "provider": "paid", "model": "m"}
    inside, outside = [await conversations.create(user, **named, project_id=each) for each in (project, None)]
    cost = Outcome(status=MessageStatus.COMPLETE, usage=Usage(output_tokens=1), cost=Cost(amount=Decimal("2.5")))
    await CallRepository(database).record(user, "claude", "m", cost, conversation_id=outside)
    await spending.reserve(user, paid, "known", context=CallContext(conversation_id=inside))
    await CallRepository(database).record(user, "claude", "m", cost, conversation_id=inside)
    for context in (CallContext(conversation_id=inside), CallContext(project_id=project)):
        with pytest.raises(
            SpendLimitReached, match=r"spent \$2.50 of your \$2.50 monthly budget for the project “Engines”"
        ) as caught:
            await spending.reserve(user, paid, "known", context=context)
        assert "project's page" in caught.value.hint
        await spending.reserve(user, AcmeProvider(), "known", context=context)  # it is free
    for context in (CallContext(), CallContext(conversation_id=outside), CallContext(project_id=project + 1)):
        await spending.reserve(user, paid, "known", context=context)
    await spending.reserve(user + 1, paid, "known", context=CallContext(project_id=project))
    assert await spending.statuses(user) == []  # the caps of Settings
    await ConversationMoveRepository(database).move(user, [inside], {"project_id": None})
    await spending.reserve(user, paid, "known", context=CallContext(project_id=project))


async def test_a_turn_in_a_project_at_its_cap_is_refused_before_it_is_saved(
    database: Database, generations: GenerationService, user: int, paid: Paid
):
    project = await ProjectRepository(database).create(user, ProjectFields(name="Engines", monthly_limit=Decimal(0)))
    with pytest.raises(SpendLimitReached, match="“Engines”"):
        await generations.start(replace(a_turn(user), project_id=project), paid)
    assert await ConversationRepository(database).list_recent(user) == []
    acme = AcmeProvider()
    acme.say("Hello", DONE)
    free = await generations.start(replace(a_turn(user), project_id=project, provider="acme"), acme)
    await free.ended()
    with pytest.raises(SpendLimitReached, match="“Engines”"):
        await generations.retry(user, free.reply_id, paid, "known")
