"""Usage: the user's report on the settings page."""

from typing import Final

import reflex as rx
from reflex.event import EventCallback

from rxchat.domain.usage_reports import Grouping, Period, UsageFigures
from rxchat.state.current_user import user_of
from rxchat.state.page_events import page_event
from rxchat.state.sidebar import SidebarState
from rxchat.state.usage_views import (
    TrendView,
    UsageRowView,
    bars_of,
    file_query,
    measure_of,
    row_view,
    row_views,
    trend_view,
    unpriced_note,
)
from rxchat.wiring import services

PERIODS: Final = {"month": "This month", "30": "Last 30 days", "7": "Last 7 days", "all": "All"}
GROUPINGS: Final = {"provider": "Provider", "model": "Model", "day": "Day", "token": "Token"}


class UsageState(rx.State):
    """One report. Computed in the background: with a million calls that takes seconds."""

    period: str = "month"
    grouping: str = "provider"
    rows: list[UsageRowView] = []  # noqa: RUF012
    total: UsageRowView = row_view("All", UsageFigures())
    bars: list[dict[str, str | float]] = []  # noqa: RUF012
    measure: str = ""
    unpriced: str = ""
    heading: str = GROUPINGS["provider"]
    file_query: str = ""
    is_counting: bool = True

    @page_event
    async def load(self) -> EventCallback[()]:
        (await self.get_state(SidebarState)).look()
        self.is_counting = True
        return UsageState.count

    @page_event
    def show_period(self, period: str) -> EventCallback[()] | None:
        if period not in PERIODS:
            return None
        self.period, self.is_counting = period, True
        return UsageState.count

    @page_event
    def show_grouping(self, grouping: str) -> EventCallback[()] | None:
        if grouping not in GROUPINGS:
            return None
        self.grouping, self.is_counting = grouping, True
        return UsageState.count

    @page_event(background=True)
    async def count(self) -> None:
        """Compute the chosen report, and show it unless another one has been chosen meanwhile."""
        async with self:
            user_id, asked = user_of(self), (self.period, self.grouping)
        period, grouping = _period(asked[0]), Grouping(asked[1])
        report = await services().usage.summaries.report(user_id, grouping, period)
        registry = services().providers.registry
        labels = {name: registry.get(name).marked_label() for name in registry.names()}
        async with self:
            if (self.period, self.grouping) != asked:
                return
            self.rows, self.total = row_views(report, labels), row_view("All", report.total)
            self.bars, self.measure = bars_of(report, labels), measure_of(report)
            self.heading, self.unpriced = GROUPINGS[grouping], unpriced_note(report.total.unpriced)
            self.file_query, self.is_counting = file_query(grouping, period), False


class UsageTrendState(rx.State):
    """The last 30 days of each provider, for its card. Providers without calls are missing."""

    trends: dict[str, TrendView] = {}  # noqa: RUF012

    @page_event
    async def load(self) -> None:
        trends = await services().usage.summaries.trends(user_of(self))
        self.trends = {provider: trend_view(trend) for provider, trend in trends.items()}


def _period(name: str) -> Period:
    usage = services().usage.summaries
    match name:
        case "month":
            return usage.this_month()
        case "all":
            return Period()
        case days:
            return usage.last_days(int(days))
