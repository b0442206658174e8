"""Usage as the settings draw it."""

from datetime import date
from decimal import Decimal

import pytest

from rxchat.domain.usage_reports import Grouping, Period, UsageFigures, UsageLine, UsageReport, UsageTrend
from rxchat.state.usage_views import bars_of, file_query, measure_of, name_of, row_view, row_views, trend_view, unpriced_note

LABELS = {"acme": "Acme"}


def report(grouping: Grouping, *lines: UsageLine, cost: Decimal | None = Decimal(1)) -> UsageReport:
    return UsageReport(grouping=grouping, lines=list(lines), total=UsageFigures(cost=cost))


def line(requests: int = 1, cost: str | None = "1", **keys: object) -> UsageLine:
    figures = UsageFigures(requests=requests, cost=None if cost is None else Decimal(cost))
    return UsageLine(figures=figures, **keys)  # pyright: ignore[reportArgumentType]


def test_figures_are_told_in_words():
    view = row_view("Acme", UsageFigures(requests=1234, cost=Decimal("1.5"), unpriced=2, median_ms=431, p95_ms=None))
    assert (view.requests, view.cost, view.median, view.p95) == ("1,234", "$1.50*", "0.4 s", "")
    assert row_view("", UsageFigures(cost=None, unpriced=1)).cost == "unknown"


def test_each_row_is_called_by_what_it_is_of():
    assert name_of(line(provider="acme"), Grouping.PROVIDER, LABELS) == "Acme"
    assert name_of(line(provider="gone"), Grouping.PROVIDER, LABELS) == "gone"
    assert name_of(line(provider="acme", model="m"), Grouping.MODEL, LABELS) == "m"
    assert name_of(line(provider="acme", model=""), Grouping.MODEL, LABELS) == "Unknown model"
    assert name_of(line(day=date(2026, 11, 5)), Grouping.DAY, LABELS) == "2026-11-05"
    assert name_of(line(), Grouping.DAY, LABELS) == "Unknown date"
    assert [row.name for row in row_views(report(Grouping.PROVIDER, line(provider="acme")), LABELS)] == ["Acme"]


def test_the_chart_shows_costs_and_requests_where_nothing_costs_anything():
    paid = report(Grouping.PROVIDER, line(7, "0.5", provider="acme"), line(3, None, provider="x"))
    assert measure_of(paid) == "Cost (USD)"
    assert bars_of(paid, LABELS) == [{"name": "Acme", "value": 0.5}, {"name": "x", "value": 0.0}]
    free = report(Grouping.PROVIDER, line(7, "0", provider="acme"), cost=Decimal(0))
    assert measure_of(free) == "Requests"
    assert bars_of(free, LABELS) == [{"name": "Acme", "value": 7}]


def test_of_many_models_the_smaller_ones_are_one_bar_and_days_all_have_theirs():
    models = [line(cost="1", model=f"m{number}") for number in range(20)]
    bars = bars_of(report(Grouping.MODEL, *models), LABELS)
    assert len(bars) == 12
    assert bars[-1] == {"name": "9 more", "value": 9.0}
    days = [line(day=date(2026, 11, number + 1)) for number in range(20)]
    assert len(bars_of(report(Grouping.DAY, *days), LABELS)) == 20


def test_the_file_is_of_what_is_shown():
    assert file_query(Grouping.DAY, Period()) == "group_by=day"
    start = Period(start=date(2026, 11, 1))
    assert file_query(Grouping.MODEL, start) == "group_by=model&from=2026-11-01"


def test_what_nobody_can_price_is_said():
    assert unpriced_note(0) == ""
    assert unpriced_note(1).startswith("* 1 request has no known price")
    assert unpriced_note(1200).startswith("* 1,200 requests have no known price")


def test_a_card_has_a_line_and_figures():
    view = trend_view(UsageTrend(requests=(0, 4, 2), tokens=1500, cost=Decimal("0.25"), unpriced=0))
    assert view.path == "M0.0,26.0 L60.0,2.0 L120.0,14.0"
    assert view.summary == "Requests per day over the last 3 days; peak 4."
    assert view.figures == "Last 3 days: 6 requests · 1,500 tokens · $0.25"
    idle = trend_view(UsageTrend(requests=(0, 0), tokens=0, cost=None, unpriced=1))
    assert idle.path == "M0.0,26.0 L120.0,26.0"
    assert idle.figures.endswith("0 requests · 0 tokens · cost unknown")


@pytest.mark.parametrize(
    ("read", "saved", "share", "words"),
    [(0, None, "0%", ""), (800, Decimal("1.25"), "80%", "$1.25"), (10, Decimal("-0.5"), "1%", "-$0.50")],
)
def test_what_caching_saved_is_a_share_and_an_amount(read: int, saved: Decimal | None, share: str, words: str):
    view = row_view("Acme", UsageFigures(requests=1, input_tokens=1000, cached_tokens=read, saved=saved))
    assert (view.share, view.saved) == (share, words)
    assert row_view("Acme", UsageFigures()).share == ""
