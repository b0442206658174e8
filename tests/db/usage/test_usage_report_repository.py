"""Figures of usage, from rows as rxchat and the older program wrote them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from rxchat.db.database import Database
from rxchat.db.read_queue import AT_ONCE
from rxchat.db.usage.usage_report_repository import UsageReportRepository
from rxchat.domain.usage_reports import Grouping, Period, UsageFigures, UsageLine

Sql = Callable[..., list[tuple[object, ...]]]
Add = Callable[..., None]
ALWAYS = Period()
NOVEMBER = Period(start=date(2026, 11, 1), end=date(2026, 12, 1))


@pytest.fixture
def reports(database: Database) -> UsageReportRepository:
    return UsageReportRepository(database)


async def total(reports: UsageReportRepository, user_id: int, period: Period = ALWAYS) -> UsageFigures:
    return (await reports.report(user_id, Grouping.PROVIDER, period)).total


async def test_each_grouping_adds_up_everything(reports: UsageReportRepository, user_id: int, add: Add):
    tokens = {"input_tokens": 5, "output_tokens": 3, "cache_read_tokens": 2, "reasoning_tokens": 1}
    add(**tokens, latency_ms=100)
    add(**tokens, latency_ms=300, model="n", created_at="2026-11-06 23:59:59")
    add(provider="other", status="error", failure_code="overloaded", cost_estimate=None, currency=None, latency_ms=1)
    acme = UsageFigures(
        requests=2,
        input_tokens=10,
        output_tokens=6,
        cached_tokens=4,
        reasoning_tokens=2,
        cost=Decimal("0.5"),
        median_ms=100,
        p95_ms=300,
    )
    other = UsageFigures(requests=1, failures=1)
    report = await reports.report(user_id, Grouping.PROVIDER, NOVEMBER)
    assert report.lines == [UsageLine(provider="acme", figures=acme), UsageLine(provider="other", figures=other)]
    assert report.total.requests == 3
    assert (report.total.cost, report.total.median_ms, report.total.p95_ms) == (Decimal("0.5"), 100, 300)
    by_model = await reports.report(user_id, Grouping.MODEL, NOVEMBER)
    assert [(line.provider, line.model, line.figures.requests) for line in by_model.lines] == [
        ("acme", "m", 1),
        ("acme", "n", 1),
        ("other", "m", 1),
    ]
    by_day = await reports.report(user_id, Grouping.DAY, NOVEMBER)
    assert [(line.day, line.figures.requests) for line in by_day.lines] == [(date(2026, 11, 5), 2), (date(2026, 11, 6), 1)]
    assert by_model.total == by_day.total == report.total


@pytest.mark.parametrize(("count", "median", "p95"), [(1, 10, 10), (2, 10, 20), (3, 20, 30), (20, 100, 190), (100, 500, 950)])
async def test_latencies_are_those_within_which_half_and_95_of_100_came(
    reports: UsageReportRepository, user_id: int, add: Add, count: int, median: int, p95: int
):
    for number in range(count, 0, -1):
        add(latency_ms=10 * number, provider="even" if number % 2 else "odd")
    add(latency_ms=5, status="cancelled")
    add(latency_ms=5, status="error", failure_code="overloaded")
    add(latency_ms=None)
    found = await total(reports, user_id)
    assert (found.median_ms, found.p95_ms) == (median, p95)


async def test_many_answers_of_one_latency_count_as_many(reports: UsageReportRepository, user_id: int, add: Add):
    for latency in (*[7] * 19, 900):
        add(latency_ms=latency)
    found = await total(reports, user_id)
    assert (found.median_ms, found.p95_ms) == (7, 7)


async def test_a_period_is_of_days_in_utc_its_end_left_out(reports: UsageReportRepository, user_id: int, add: Add):
    for when in ("2026-10-31 23:59:59", "2026-11-01T00:00:00Z", "2026-11-30T23:59:59.999", "2026-12-01 00:00:00"):
        add(created_at=when)
    counted = [
        (await total(reports, user_id, period)).requests
        for period in (NOVEMBER, Period(start=NOVEMBER.start), Period(end=NOVEMBER.end), ALWAYS)
    ]
    assert counted == [2, 3, 3, 4]


async def test_nothing_is_of_somebody_else(reports: UsageReportRepository, user_id: int, stranger_id: int, add: Add):
    add(user_id=stranger_id)
    assert await total(reports, user_id) == UsageFigures()
    assert await reports.daily(user_id, ALWAYS) == []
    assert await reports.spent(user_id, ALWAYS) == {}


async def test_the_days_of_each_provider_are_one_query(database: Database, user_id: int, add: Add):
    add()
    add(provider=None, created_at="2026-11-04 10:00:00", output_tokens=4)
    reports = UsageReportRepository(database)
    with database.recorded() as statements:
        found = await reports.daily(user_id, NOVEMBER)
    assert len(statements) == 1
    told = [(line.provider, line.day, line.figures.output_tokens, line.figures.cost) for line in found]
    assert told == [("claude", date(2026, 11, 4), 4, Decimal("0.25")), ("acme", date(2026, 11, 5), 0, Decimal("0.25"))]


@pytest.mark.sqlite
@pytest.mark.parametrize("grouping", Grouping)
async def test_a_report_is_two_queries_or_three_with_names_whatever_is_in_it_and_goes_by_the_index(
    database: Database, user_id: int, add: Add, grouping: Grouping, path: Path, sql: Sql
):
    for number in range(20):
        second = f"2026-11-{number + 1:02} 10:00:00"
        add(provider=f"p{number}", model=f"m{number}", created_at=second, latency_ms=number, token_id=number)
    with database.recorded() as statements:
        report = await UsageReportRepository(database).report(user_id, grouping, NOVEMBER)
    assert len(report.lines) == 20
    names = [statement for statement in statements if "FROM program_tokens" in statement]
    assert len(names) == (grouping is Grouping.TOKEN)
    assert len(statements) == 2 + len(names)
    for statement in statements[:2]:
        values = ["x"] * statement.count("?")
        plan = str(sql(path, f"EXPLAIN QUERY PLAN {statement}", *values))
        assert "ix_usage_person_second (user_id=? AND <expr>>? AND <expr><?)" in plan


async def test_many_reports_leave_connections_to_others(database: Database, user_id: int, monkeypatch: pytest.MonkeyPatch):
    open_now, most, session = 0, 0, database.session

    @asynccontextmanager
    async def counted() -> AsyncIterator[AsyncSession]:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        async with session() as opened:
            yield opened
        open_now -= 1

    monkeypatch.setattr(database, "session", counted)
    reports = UsageReportRepository(database)
    await asyncio.gather(*(reports.report(user_id, Grouping.DAY, Period()) for _ in range(30)))
    assert most == AT_ONCE
