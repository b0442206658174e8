"""Usage views: text for the table, numbers for the chart, sparklines for the cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from rxchat.domain.counts import counted
from rxchat.domain.money import dollars
from rxchat.domain.usage_reports import Grouping, Period, UsageFigures, UsageLine, UsageReport, UsageTrend

MOST_BARS: Final = 12
WIDTH: Final = 120
HEIGHT: Final = 28


@dataclass(frozen=True)
class UsageRowView:
    name: str
    requests: str
    failures: str
    input: str
    output: str
    cached: str
    reasoning: str
    cost: str
    median: str
    p95: str
    share: str = ""
    saved: str = ""


@dataclass(frozen=True)
class TrendView:
    """`path` is an SVG path in a box of 120 by 28; `summary` describes it; `figures` are shown beside it."""

    path: str
    summary: str
    figures: str


def row_view(name: str, figures: UsageFigures) -> UsageRowView:
    return UsageRowView(
        name=name,
        requests=f"{figures.requests:,}",
        failures=f"{figures.failures:,}",
        input=f"{figures.input_tokens:,}",
        output=f"{figures.output_tokens:,}",
        cached=f"{figures.cached_tokens:,}",
        reasoning=f"{figures.reasoning_tokens:,}",
        cost=_cost(figures),
        median=_seconds(figures.median_ms),
        p95=_seconds(figures.p95_ms),
        share=f"{figures.cached_tokens / figures.input_tokens:.0%}" if figures.input_tokens else "",
        saved=_savings(figures),
    )


def row_views(report: UsageReport, labels: Mapping[str, str]) -> list[UsageRowView]:
    return [row_view(name_of(line, report.grouping, labels), line.figures) for line in report.lines]


def name_of(line: UsageLine, grouping: Grouping, labels: Mapping[str, str]) -> str:
    match grouping:
        case Grouping.DAY:
            return "Unknown date" if line.day is None else line.day.isoformat()
        case Grouping.MODEL:
            return line.model or "Unknown model"
        case Grouping.TOKEN:
            return line.token or "rxchat itself"
        case Grouping.PROVIDER:
            return labels.get(line.provider or "", line.provider or "")


def measure_of(report: UsageReport) -> str:
    """The chart's measure: cost if any is known and positive."""
    return "Cost (USD)" if report.total.cost else "Requests"


def bars_of(report: UsageReport, labels: Mapping[str, str]) -> list[dict[str, str | float]]:
    """The chart's bars: all days, or the largest providers or models and the rest as one."""
    is_cost = bool(report.total.cost)

    def value(line: UsageLine) -> float:
        return float(line.figures.cost or 0) if is_cost else line.figures.requests

    bars: list[dict[str, str | float]] = [
        {"name": name_of(line, report.grouping, labels), "value": value(line)} for line in report.lines
    ]
    if report.grouping is Grouping.DAY or len(bars) <= MOST_BARS:
        return bars
    rest = sum(value(line) for line in report.lines[MOST_BARS - 1 :])
    return [*bars[: MOST_BARS - 1], {"name": f"{len(bars) - MOST_BARS + 1} more", "value": rest}]


def file_query(grouping: Grouping, period: Period) -> str:
    asked = {"group_by": grouping.value} | ({"from": period.start.isoformat()} if period.start else {})
    return urlencode(asked)


def unpriced_note(count: int) -> str:
    """Empty if all prices are known."""
    if not count:
        return ""
    if count == 1:
        return "* 1 request has no known price and isn't included."
    return f"* {count:,} requests have no known price and aren't included."


def trend_view(trend: UsageTrend) -> TrendView:
    total, most = sum(trend.requests), max(trend.requests)
    facts = [counted(total, "request"), f"{trend.tokens:,} tokens"]
    facts.append("cost unknown" if trend.cost is None else dollars(trend.cost))
    return TrendView(
        path=_path(trend.requests),
        summary=f"Requests per day over the last {len(trend.requests)} days; peak {most:,}.",
        figures=f"Last {len(trend.requests)} days: {' · '.join(facts)}",
    )


def _path(values: Sequence[int]) -> str:
    most, step = max(values) or 1, WIDTH / (len(values) - 1)
    points = [f"{index * step:.1f},{HEIGHT - 2 - value / most * (HEIGHT - 4):.1f}" for index, value in enumerate(values)]
    return "M" + " L".join(points)


def _cost(figures: UsageFigures) -> str:
    if figures.cost is None:
        return "unknown"
    cost = dollars(figures.cost)
    return f"{cost}*" if figures.unpriced else cost


def _savings(figures: UsageFigures) -> str:
    """A write that was never read costs more than it saves."""
    if figures.saved is None:
        return ""
    return dollars(figures.saved) if figures.saved >= 0 else f"-{dollars(-figures.saved)}"


def _seconds(milliseconds: int | None) -> str:
    return "" if milliseconds is None else f"{milliseconds / 1000:.1f} s"
