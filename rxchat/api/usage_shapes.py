"""API shapes of usage and caps. Amounts are in USD."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field

from rxchat.api.shape import Shape
from rxchat.domain.spending import CapState, CapStatus
from rxchat.domain.usage_reports import Grouping, Period, UsageFigures, UsageLine, UsageReport

FIGURES: Final[dict[str, Any]] = {
    "requests": 2,
    "failures": 0,
    "input_tokens": 50,
    "output_tokens": 8,
    "cached_tokens": 0,
    "reasoning_tokens": 0,
    "cost": 0.00018,
    "unpriced_requests": 0,
    "median_latency_ms": 431,
    "p95_latency_ms": 920,
    "saved": None,
}
CAP: Final[dict[str, Any]] = {
    "provider": "acme",
    "monthly_limit": 20.0,
    "spent": 17.25,
    "unpriced_requests": 0,
    "percent": 86,
    "status": "warning",
    "renews_on": "2026-12-01",
}


MonthlyLimit = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=4)]


class FiguresBody(Shape):
    """`cost` covers the requests with a known price, null if there are none. `unpriced_requests` have an unknown price.

    Latencies are those of complete answers, null if there are none. `saved` is what prompt caches have saved in USD, by today's
    prices; null by day, and where that is unknown.
    """

    requests: int
    failures: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    reasoning_tokens: int
    cost: float | None
    unpriced_requests: int
    median_latency_ms: int | None
    p95_latency_ms: int | None
    saved: float | None


class UsageLineBody(FiguresBody):
    """Keys that the rows aren't grouped by are null: `model` and `day` in rows by provider. A malformed `day` is null too.

    `token` is the name of a program's token, empty for all calls without one.
    """

    provider: str | None
    model: str | None
    day: date | None
    token: str | None

    @classmethod
    def of(cls, line: UsageLine) -> Self:
        return cls(provider=line.provider, model=line.model, day=line.day, token=line.token, **_figures(line.figures))


class UsageBody(Shape):
    """`to` is the first day after the period. Days are in UTC."""

    model_config = ConfigDict(
        populate_by_name=True,
        json_schema_extra={
            "example": {
                "group_by": "provider",
                "from": "2026-11-01",
                "to": "2026-12-01",
                "currency": "USD",
                "rows": [{"provider": "acme", "model": None, "day": None, "token": None, **FIGURES}],
                "total": FIGURES,
            }
        },
    )

    group_by: Grouping
    start: Annotated[date | None, Field(alias="from")]
    to: date | None
    currency: str
    rows: list[UsageLineBody]
    total: FiguresBody

    @classmethod
    def of(cls, report: UsageReport, period: Period) -> Self:
        return cls(
            group_by=report.grouping,
            start=period.start,
            to=period.end,
            currency="USD",
            rows=[UsageLineBody.of(line) for line in report.lines],
            total=FiguresBody(**_figures(report.total)),
        )


class CapBody(Shape):
    """`provider` null means all providers together. `spent` excludes `unpriced_requests`, whose price is unknown."""

    model_config = ConfigDict(json_schema_extra={"example": CAP})

    provider: str | None
    monthly_limit: float
    spent: float
    unpriced_requests: int
    percent: int
    status: CapState
    renews_on: date

    @classmethod
    def of(cls, status: CapStatus) -> Self:
        return cls(
            provider=status.cap.provider,
            monthly_limit=float(status.cap.limit),
            spent=float(status.spent.amount),
            unpriced_requests=status.spent.unpriced,
            percent=status.percent,
            status=status.state,
            renews_on=status.renews,
        )


class CapList(Shape):
    """The overall cap first."""

    caps: list[CapBody]

    @classmethod
    def of(cls, statuses: Iterable[CapStatus]) -> Self:
        return cls(caps=[CapBody.of(status) for status in statuses])


class NewCap(BaseModel):
    """USD per calendar month, with up to four decimals. 0 allows only free models."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"monthly_limit": 20}})

    monthly_limit: MonthlyLimit


def _figures(figures: UsageFigures) -> dict[str, Any]:
    return {
        "requests": figures.requests,
        "failures": figures.failures,
        "input_tokens": figures.input_tokens,
        "output_tokens": figures.output_tokens,
        "cached_tokens": figures.cached_tokens,
        "reasoning_tokens": figures.reasoning_tokens,
        "cost": None if figures.cost is None else float(figures.cost),
        "unpriced_requests": figures.unpriced,
        "median_latency_ms": figures.median_ms,
        "p95_latency_ms": figures.p95_ms,
        "saved": None if figures.saved is None else float(figures.saved),
    }
