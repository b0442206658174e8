"""Usage and caps as the API tells them."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from rxchat.api.usage_shapes import CapBody, NewCap, UsageBody
from rxchat.domain.spending import CapStatus, SpendCap, Spent
from rxchat.domain.usage_reports import Grouping, Period, UsageFigures, UsageLine, UsageReport

FIGURES = UsageFigures(requests=2, cost=Decimal("0.00018"), unpriced=1, median_ms=431)


def test_a_report_has_the_fields_of_the_interface():
    line = UsageLine(day=date(2026, 11, 5), figures=FIGURES)
    report = UsageReport(grouping=Grouping.DAY, lines=[line], total=FIGURES)
    told = UsageBody.of(report, Period(start=date(2026, 11, 1))).model_dump(mode="json", by_alias=True)
    assert (told["from"], told["to"], told["group_by"], told["currency"]) == ("2026-11-01", None, "day", "USD")
    (row,) = told["rows"]
    assert [row.pop(name) for name in ("provider", "model", "day", "token")] == [None, None, "2026-11-05", None]
    assert row == told["total"]
    assert (row["cost"], row["unpriced_requests"], row["median_latency_ms"], row["p95_latency_ms"]) == (0.00018, 1, 431, None)


def test_an_unknown_cost_is_null_and_not_zero():
    report = UsageReport(grouping=Grouping.DAY, lines=[], total=UsageFigures(requests=1, cost=None, unpriced=1))
    assert UsageBody.of(report, Period()).total.cost is None


def test_a_cap_says_how_it_stands():
    spent = Spent(amount=Decimal("17.25"), unpriced=3)
    cap = CapStatus(cap=SpendCap(provider=None, limit=Decimal(20)), label="", spent=spent, renews=date(2026, 12, 1))
    assert CapBody.of(cap).model_dump(mode="json") == {
        "provider": None,
        "monthly_limit": 20.0,
        "spent": 17.25,
        "unpriced_requests": 3,
        "percent": 86,
        "status": "warning",
        "renews_on": "2026-12-01",
    }


@pytest.mark.parametrize("limit", [-1, 1_000_001, 0.00001, "NaN", "much", None])
def test_what_is_no_amount_is_refused(limit: object):
    with pytest.raises(ValidationError):
        NewCap.model_validate({"monthly_limit": limit})
    assert NewCap.model_validate({"monthly_limit": 7.5}).monthly_limit == Decimal("7.5")
