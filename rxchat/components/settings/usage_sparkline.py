"""Usage sparkline: requests per day over a provider's last 30 days."""

from typing import Any

import reflex as rx

from rxchat.state.usage import UsageTrendState
from rxchat.state.usage_views import HEIGHT, WIDTH


def usage_sparkline(provider: rx.Var[str]) -> rx.Component:
    trends: Any = UsageTrendState.trends
    trend = trends[provider]
    return rx.cond(
        trends.contains(provider),
        rx.el.div(
            rx.el.svg(
                rx.el.svg.path(d=trend.path),
                class_name="sparkline",
                role="img",
                aria_label=trend.summary,
                view_box=f"0 0 {WIDTH} {HEIGHT}",
            ),
            rx.el.span(trend.figures, class_name="quiet"),
            class_name="trend",
        ),
    )
