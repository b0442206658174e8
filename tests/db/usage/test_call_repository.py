from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.usage.call_repository import CallRepository
from rxchat.db.usage.usage_report_repository import UsageReportRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import Failure
from rxchat.domain.usage import Cost, Usage, UsageTotal
from rxchat.domain.usage_reports import Grouping, Period

Sql = Callable[..., list[tuple[object, ...]]]
LONG_AGO = datetime.now(UTC) - timedelta(days=30)
WHOLE = Outcome(
    status=MessageStatus.COMPLETE,
    usage=Usage(input_tokens=3, output_tokens=2, cache_read_tokens=1),
    cost=Cost(amount=Decimal("0.25"), currency="USD"),
    latency_ms=7,
    first_ms=5,
)


@pytest.fixture
def calls(database: Database) -> CallRepository:
    return CallRepository(database)


async def test_a_call_without_a_conversation_is_counted_with_all_that_is_known(
    calls: CallRepository, user_id: int, path: Path, sql: Sql
) -> None:
    await calls.record(user_id, "acme", "m", WHOLE)
    failed = Outcome(status=MessageStatus.ERROR, failure=Failure(code="overloaded", message="Busy."))
    await calls.record(user_id, "acme", "m", failed)
    columns = "conversation_id, provider, model, input_tokens, output_tokens, cache_read_tokens, cost_estimate, currency"
    first, second = sql(path, f"SELECT {columns}, latency_ms, first_ms, status, failure_code FROM usage_tracking")
    assert first == (None, "acme", "m", 3, 2, 1, 0.25, "USD", 7, 5, "complete", None)
    assert second == (None, "acme", "m", None, None, None, None, None, None, None, "error", "overloaded")


async def test_a_call_for_a_conversation_is_counted_with_it(calls: CallRepository, user_id: int, path: Path, sql: Sql) -> None:
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (7, ?)", user_id)
    await calls.record(user_id, "acme", "m", WHOLE, conversation_id=7)
    assert sql(path, "SELECT conversation_id, message_id FROM usage_tracking") == [(7, None)]


async def test_totals_are_of_one_person_by_provider_and_from_a_day_on(
    calls: CallRepository, user_id: int, path: Path, sql: Sql
) -> None:
    sql(path, "INSERT INTO users (email) VALUES ('other@localhost')")
    await calls.record(user_id, "acme", "m", WHOLE)
    await calls.record(user_id, "acme", "other", WHOLE)
    await calls.record(user_id, "free", "m", Outcome(status=MessageStatus.COMPLETE))
    await calls.record(user_id + 1, "acme", "m", WHOLE)
    old = "INSERT INTO usage_tracking (user_id, provider, input_tokens, created_at) VALUES (?, ?, 100, ?)"
    sql(path, old, user_id, "acme", "2020-01-01T00:00:00Z")
    for blank in (None, ""):
        sql(path, old, user_id, blank, datetime.now(UTC).isoformat())
    assert await calls.totals(user_id, LONG_AGO) == {
        "acme": UsageTotal(requests=2, input_tokens=6, output_tokens=4, cost=Decimal("0.5")),
        "free": UsageTotal(requests=1, cost=None),
        "claude": UsageTotal(requests=2, input_tokens=200, cost=None),
    }


async def test_totals_add_up_as_the_reports_do(calls: CallRepository, database: Database, user_id: int) -> None:
    """Tenths have no end in binary, and what is not in USD is no amount of it."""
    for amount, currency in [("0.1", "USD")] * 3 + [("5", "EUR")]:
        cost = Cost(amount=Decimal(amount), currency=currency)
        await calls.record(user_id, "acme", "m", Outcome(status=MessageStatus.COMPLETE, cost=cost))
    await calls.record(user_id, "foreign", "m", replace(WHOLE, cost=Cost(amount=Decimal(5), currency="EUR")))
    totals = await calls.totals(user_id, LONG_AGO)
    assert {name: total.cost for name, total in totals.items()} == {"acme": Decimal("0.3"), "foreign": None}
    report = await UsageReportRepository(database).report(user_id, Grouping.PROVIDER, Period())
    assert {line.provider: line.figures.cost for line in report.lines} == {name: total.cost for name, total in totals.items()}
