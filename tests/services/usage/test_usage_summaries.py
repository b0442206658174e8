"""What a person's calls took, over a real database."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from rxchat.db.database import Database
from rxchat.db.usage.usage_report_repository import UsageReportRepository
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.usage_reports import CachedTokens, Grouping, Period, UsageFigures, UsageLine, UsageReport, UsageTrend
from rxchat.services.usage.usage_summaries import TREND_DAYS, UsageService, as_csv

TODAY = date(2026, 11, 24)


@pytest.fixture
def usage(database: Database) -> UsageService:
    return UsageService(UsageReportRepository(database), today=lambda: TODAY)


async def count(database: Database, user: int, provider: str, when: str, cost: float | None) -> None:
    async with database.transaction() as session:
        await (await session.connection()).exec_driver_sql(
            "INSERT INTO usage_tracking (user_id, provider, created_at, cost_estimate, currency, input_tokens, output_tokens) "
            "VALUES (?, ?, ?, ?, 'USD', 2, 1)",
            (user, provider, when, cost),
        )


async def test_a_report_is_of_a_period(usage: UsageService, database: Database, user: int):
    await count(database, user, "acme", "2026-10-31 23:59:59", 1.0)
    await count(database, user, "acme", "2026-11-24 23:59:59", 0.5)
    assert usage.this_month() == Period(start=date(2026, 11, 1))
    assert usage.last_days(7) == Period(start=date(2026, 11, 18))
    assert (await usage.report(user, Grouping.DAY, usage.this_month())).total.cost == Decimal("0.5")
    assert (await usage.report(user, Grouping.DAY, Period())).total.cost == Decimal("1.5")
    with pytest.raises(InvalidRequest):
        await usage.report(user, Grouping.DAY, Period(start=TODAY, end=TODAY))


async def test_the_last_30_days_of_every_provider_are_one_query(usage: UsageService, database: Database, user: int):
    await count(database, user, "acme", "2026-10-25 00:00:00", 0.1)
    await count(database, user, "acme", "2026-11-24 10:00:00", 0.2)
    await count(database, user, "acme", "2026-11-24 11:00:00", None)
    await count(database, user, "acme", "2026-10-26 00:00:00", 0.3)
    await count(database, user, "unpriced", "2026-11-23 11:00:00", None)
    with database.recorded() as statements:
        found = await usage.trends(user)
    assert len(statements) == 1
    acme = [1, *[0] * (TREND_DAYS - 2), 2]
    assert found == {
        "acme": UsageTrend(requests=tuple(acme), tokens=9, cost=Decimal("0.5"), unpriced=1),
        "unpriced": UsageTrend(requests=(*[0] * 28, 1, 0), tokens=3, cost=None, unpriced=1),
    }


async def test_what_caches_saved_is_told_by_provider_and_model(database: Database, user: int):
    async with database.transaction() as session:
        for provider, model, read, written in (
            ("acme", "m", 800, 100),
            ("acme", "n", 50, 0),
            ("other", "m", 0, 0),
            ("lost", "m", 9, 0),
        ):
            await (await session.connection()).exec_driver_sql(
                "INSERT INTO usage_tracking (user_id, provider, model, input_tokens, cache_read_tokens, cache_write_tokens) "
                "VALUES (?, ?, ?, 1000, ?, ?)",
                (user, provider, model, read, written),
            )
    told: list[CachedTokens] = []

    def saved(cached: CachedTokens) -> Decimal | None:
        told.append(cached)
        return None if cached.provider == "lost" else Decimal(cached.read - cached.written)

    usage = UsageService(UsageReportRepository(database), today=lambda: TODAY, saved=saved)
    by_provider = await usage.report(user, Grouping.PROVIDER, Period())
    assert {line.provider: line.figures.saved for line in by_provider.lines} == {"acme": 750, "other": None, "lost": None}
    assert by_provider.total.saved == 750
    by_model = await usage.report(user, Grouping.MODEL, Period())
    assert {(line.provider, line.model): line.figures.saved for line in by_model.lines} == {
        ("acme", "m"): 700,
        ("acme", "n"): 50,
        ("other", "m"): None,
        ("lost", "m"): None,
    }
    assert {each.model for each in told if each.provider == "acme"} == {"m", "n"}
    assert (await usage.report(user, Grouping.DAY, Period())).total.saved is None


def lines_of(report: UsageReport) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(report))))


def test_a_csv_has_a_line_for_each_and_the_total():
    figures = UsageFigures(requests=2, failures=1, input_tokens=5, cost=Decimal("0.000000058"), median_ms=10, p95_ms=20)
    unknown = UsageFigures(requests=1, cost=None, unpriced=1)
    lines = [UsageLine(provider="acme", model="m", figures=figures), UsageLine(provider="other", model=None, figures=unknown)]
    names, first, second, total = lines_of(UsageReport(grouping=Grouping.MODEL, lines=lines, total=figures))
    assert names[:4] == ["provider", "model", "requests", "failures"]
    assert dict(zip(names, first, strict=True))["cost_usd"] == "0.000000058"
    assert first[:2] == ["acme", "m"]
    assert dict(zip(names, second, strict=True)) | {"provider": "", "requests": "", "failures": ""} == {
        **dict.fromkeys(names, "0"),
        **dict.fromkeys(("provider", "model", "requests", "failures", "cost_usd", "median_latency_ms", "p95_latency_ms"), ""),
        "unpriced_requests": "1",
    }
    assert total[:3] == ["total", "", "2"]


@pytest.mark.parametrize(
    "model",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        '=HYPERLINK("a","b")',
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff20SUM(A1)",
        "\ufe661",
        "  =1",
        "\u00a0\u3000=1",
        "\u200b\ufeff=1",
        "\x00\t \uff1d1",
    ],
)
def test_what_a_spreadsheet_would_run_is_text(model: str):
    line = UsageLine(provider="acme", model=model, figures=UsageFigures())
    cell = lines_of(UsageReport(grouping=Grouping.MODEL, lines=[line], total=UsageFigures()))[1][1]
    assert cell == f"'{model}"


@pytest.mark.parametrize("model", ["gpt-5", "a=b", "_x", "\u00e9", "1+1", "\u8bed"])
def test_a_plain_name_stays_as_it_is(model: str):
    line = UsageLine(provider="acme", model=model, figures=UsageFigures())
    assert lines_of(UsageReport(grouping=Grouping.MODEL, lines=[line], total=UsageFigures()))[1][1] == model


def test_days_are_told_as_dates_and_an_unknown_one_is_blank():
    lines = [UsageLine(day=None, figures=UsageFigures()), UsageLine(day=TODAY, figures=UsageFigures())]
    table = lines_of(UsageReport(grouping=Grouping.DAY, lines=lines, total=UsageFigures()))
    assert [line[0] for line in table] == ["day", "", "2026-11-24", "total"]
