"""Usage expressions over calls that any program recorded."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import migrate
from rxchat.db.usage.usage_report_repository import UsageReportRepository
from rxchat.domain.spending import Spent
from rxchat.domain.usage_reports import Grouping, Period

Sql = Callable[..., list[tuple[object, ...]]]
Add = Callable[..., None]
ALWAYS = Period()
NOVEMBER = Period(start=date(2026, 11, 1), end=date(2026, 12, 1))


@pytest.fixture
def reports(database: Database) -> UsageReportRepository:
    return UsageReportRepository(database)


@pytest.mark.sqlite
async def test_a_price_nobody_knows_is_counted_and_not_added(reports: UsageReportRepository, user_id: int, add: Add):
    for unknown in (
        {"cost_estimate": None, "currency": None},
        {"cost_estimate": 0, "currency": None},  # what the older program gave to what it had not priced
        {"cost_estimate": 3.0, "currency": "EUR"},
        {"cost_estimate": "much", "currency": "USD", "provider": "strange"},
        {"cost_estimate": -1.0},
        {"cost_estimate": 1e300},
        {"cost_estimate": None, "status": "cancelled"},
        {"cost_estimate": None, "status": "interrupted", "failure_code": "stream_interrupted"},
        {"cost_estimate": None, "status": "error", "failure_code": "server_fault", "first_ms": 20},
    ):
        add(**unknown)
    found = (await reports.report(user_id, Grouping.PROVIDER, ALWAYS)).total
    assert (found.requests, found.failures) == (9, 2)
    lines = {line.provider: line.figures for line in (await reports.report(user_id, Grouping.PROVIDER, ALWAYS)).lines}
    assert (lines["acme"].cost, lines["acme"].unpriced) == (None, 8)
    add(cost_estimate=0)  # free, and said to be
    add(cost_estimate=0.5, currency=None)
    add(cost_estimate=None, status="error", failure_code="authentication_failed")
    found = (await reports.report(user_id, Grouping.PROVIDER, ALWAYS)).lines[0].figures
    assert (found.cost, found.unpriced) == (Decimal("0.5"), 8)


async def test_amounts_are_added_without_the_faults_of_floats(reports: UsageReportRepository, user_id: int, add: Add):
    for _ in range(10):
        add(cost_estimate=0.1)
    add(cost_estimate=0.000000001)
    assert (await reports.report(user_id, Grouping.PROVIDER, ALWAYS)).total.cost == Decimal("1.000000001")
    assert await reports.spent(user_id, NOVEMBER) == {"acme": Spent(amount=Decimal("1.000000001"))}


async def test_rows_of_the_older_program_can_be_anything(legacy_file: Path, sql: Sql):
    migrate(legacy_file, on_step=lambda _step: None)
    sql(legacy_file, "DELETE FROM usage_tracking")
    columns = "user_id, provider, model, created_at, input_tokens, cost_estimate, latency_ms"
    for row in (
        ("", "claude-2", "yesterday", "many", 0.5, "slow"),
        (None, "", "", None, "", None),
        (None, "claude-2", None, 7, 0.25, 10),
        ("claude", "claude-2", "1700000000", 7, 0.25, 10),
        ("claude", "claude-2", "2025-02-31 10:00:00", 7, 0.25, 10),
        ("claude", "claude-2", "2025-06-01T10:00:00.123Z", 7, 0.25, 10),
    ):
        sql(legacy_file, f"INSERT INTO usage_tracking ({columns}) VALUES (3, ?, ?, ?, ?, ?, ?)", *row)
    database = Database(legacy_file)
    reports = UsageReportRepository(database)
    for grouping in Grouping:
        report = await reports.report(3, grouping, ALWAYS)
        assert (report.total.requests, report.total.input_tokens, report.total.cost) == (6, 28, Decimal("1.5"))
        assert sum(line.figures.requests for line in report.lines) == 6
    (line,) = (await reports.report(3, Grouping.PROVIDER, ALWAYS)).lines
    assert line.provider == "claude"
    assert (await reports.report(3, Grouping.PROVIDER, Period(start=date(2025, 6, 1)))).total.requests == 1
    assert sum(line.figures.requests for line in await reports.daily(3, ALWAYS)) == 6
    await database.aclose()
