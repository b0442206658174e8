"""Usage summaries: reports, trends and CSV of a user's calls."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from rxchat.db.usage.usage_report_repository import UsageReportRepository
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.timestamps import utc_today
from rxchat.domain.usage_reports import CachedTokens, Grouping, Period, UsageFigures, UsageLine, UsageReport, UsageTrend

TREND_DAYS: Final = 30

_COLUMNS: Final = {
    Grouping.PROVIDER: ("provider",),
    Grouping.MODEL: ("provider", "model"),
    Grouping.DAY: ("day",),
    Grouping.TOKEN: ("token",),
}
_FIGURES: Final = (
    "requests",
    "failures",
    "input_tokens",
    "output_tokens",
    "cached_tokens",
    "reasoning_tokens",
    "cost_usd",
    "unpriced_requests",
    "median_latency_ms",
    "p95_latency_ms",
)
_FORMULA: Final = ("=", "+", "-", "@")
_UNSEEN: Final = ("Cc", "Cf", "Zs", "Zl", "Zp")
"""Categories of characters that a spreadsheet may ignore before a formula."""


class UsageService:
    """Days are in UTC, like the database's times."""

    def __init__(
        self,
        reports: UsageReportRepository,
        today: Callable[[], date] = utc_today,
        saved: Callable[[CachedTokens], Decimal | None] = lambda _: None,
    ) -> None:
        """`saved` is what a model's vendor took less for what was cached."""
        self._reports = reports
        self._today = today
        self._saved = saved

    async def report(self, user_id: int, grouping: Grouping, period: Period, project_id: int | None = None) -> UsageReport:
        """All calls, or those of one project's conversations. Raises InvalidRequest if the period ends before it starts."""
        if period.start is not None and period.end is not None and period.start >= period.end:
            raise InvalidRequest("The period ends before it begins.", hint="`to` is the first day after the period.")
        report = await self._reports.report(user_id, grouping, period, project_id)
        if grouping is Grouping.DAY:
            return report
        cached = await self._reports.cached(user_id, period, project_id)
        return _with_savings(report, [(each, self._saved(each)) for each in cached])

    def this_month(self) -> Period:
        return Period(start=self._today().replace(day=1))

    def last_days(self, days: int) -> Period:
        """Today and the days before, `days` in all."""
        return Period(start=self._today() - timedelta(days=days - 1))

    async def trends(self, user_id: int) -> dict[str, UsageTrend]:
        """The last 30 days of each provider that was called in them."""
        first = self._today() - timedelta(days=TREND_DAYS - 1)
        lines: dict[str, list[UsageLine]] = {}
        for line in await self._reports.daily(user_id, Period(start=first, end=first + timedelta(days=TREND_DAYS))):
            lines.setdefault(line.provider or "", []).append(line)
        return {provider: _trend(first, its) for provider, its in lines.items()}


def _with_savings(report: UsageReport, savings: Sequence[tuple[CachedTokens, Decimal | None]]) -> UsageReport:
    def saved(line: UsageLine | None) -> Decimal | None:
        its = [
            amount
            for cached, amount in savings
            if amount is not None and (line is None or (cached.provider == line.provider and line.model in (None, cached.model)))
        ]
        return sum(its, Decimal(0)) if its else None

    lines = [replace(line, figures=replace(line.figures, saved=saved(line))) for line in report.lines]
    return replace(report, lines=lines, total=replace(report.total, saved=saved(None)))


def _trend(first: date, lines: Iterable[UsageLine]) -> UsageTrend:
    requests = [0] * TREND_DAYS
    costs: list[Decimal] = []
    tokens = unpriced = 0
    for line in lines:
        figures = line.figures
        if line.day is not None:
            requests[(line.day - first).days] += figures.requests
        tokens += figures.input_tokens + figures.output_tokens
        unpriced += figures.unpriced
        costs += [] if figures.cost is None else [figures.cost]
    cost = sum(costs, Decimal(0)) if costs else None
    return UsageTrend(requests=tuple(requests), tokens=tokens, cost=cost, unpriced=unpriced)


def as_csv(report: UsageReport) -> str:
    """A table with a header, for spreadsheets. An unknown cost is an empty cell."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    names = _COLUMNS[report.grouping]
    table.writerow([*names, *_FIGURES])
    for line in report.lines:
        keys = {"provider": line.provider, "model": line.model, "day": line.day, "token": line.token}
        table.writerow([*(_harmless(str(keys[name] or "")) for name in names), *_cells(line.figures)])
    table.writerow(["total", *[""] * (len(names) - 1), *_cells(report.total)])
    return written.getvalue()


def _cells(figures: UsageFigures) -> list[object]:
    return [
        figures.requests,
        figures.failures,
        figures.input_tokens,
        figures.output_tokens,
        figures.cached_tokens,
        figures.reasoning_tokens,
        "" if figures.cost is None else format(figures.cost, "f"),
        figures.unpriced,
        "" if figures.median_ms is None else figures.median_ms,
        "" if figures.p95_ms is None else figures.p95_ms,
    ]


def _harmless(text: str) -> str:
    """Quote text that a spreadsheet would take for a formula, with full-width signs too: models can have any name."""
    seen = (character for character in unicodedata.normalize("NFKC", text) if unicodedata.category(character) not in _UNSEEN)
    is_formula = next(seen, "").startswith(_FORMULA) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if is_formula else text
