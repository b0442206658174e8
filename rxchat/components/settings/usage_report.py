"""Usage report: period, grouping, chart and table."""

from collections.abc import Mapping
from typing import Any, Final

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from rxchat.components.lib.link import link
from rxchat.components.settings.usage_chart import usage_chart
from rxchat.state.usage import GROUPINGS, PERIODS, UsageState
from rxchat.state.usage_views import UsageRowView

_COLUMNS: Final = {
    "requests": "Requests",
    "cost": "Cost",
    "failures": "Errors",
    "input": "Input tokens",
    "output": "Output tokens",
    "cached": "Cached tokens",
    "share": "Cached share",
    "saved": "Saved by caching",
    "reasoning": "Reasoning tokens",
    "median": "Median time",
    "p95": "p95 time",
}

_SUMS: Final = ("cost", "requests", "input", "output")


class PlainLink(BaseHTML):
    """A link that the browser follows by itself: Reflex's own leads to pages, and this is a file."""

    tag = "a"


def usage_report() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Usage"),
        rx.el.p("Your requests, by day (UTC). Costs are estimates in US dollars, based on list prices.", class_name="quiet"),
        rx.el.div(
            _choice("Period", PERIODS, UsageState.period, UsageState.show_period),
            _choice("By", GROUPINGS, UsageState.grouping, UsageState.show_grouping),
            class_name="choices",
        ),
        rx.el.div(rx.cond(UsageState.is_counting, _counting()), role="status"),
        rx.cond(UsageState.rows, _figures(), rx.cond(UsageState.is_counting, rx.fragment(), _nothing())),
        class_name="column usage",
        aria_label="Usage",
        custom_attrs={"aria-busy": rx.cond(UsageState.is_counting, "true", "false")},
    )


def _choice(label: str, options: Mapping[str, str], chosen: rx.Var[str] | str, choose: Any) -> rx.Component:
    return rx.el.div(
        *(
            rx.el.button(
                words,
                type="button",
                class_name="choice",
                custom_attrs={"aria-pressed": rx.cond(chosen == value, "true", "false")},
                on_click=choose(value),
            )
            for value, words in options.items()
        ),
        role="group",
        aria_label=label,
        class_name="choice-group",
    )


def _counting() -> rx.Component:
    return rx.el.p(rx.el.span(class_name="spinner", aria_hidden="true"), "Loading usage…", class_name="counting")


def _figures() -> rx.Component:
    return rx.fragment(
        rx.el.dl(*(_sum(name) for name in _SUMS), class_name="usage-sums", custom_attrs={"aria-label": "In this period"}),
        usage_chart(),
        rx.el.div(
            rx.el.table(
                rx.el.caption("Usage by ", UsageState.grouping, class_name="visually-hidden"),
                rx.el.thead(rx.el.tr(_head(UsageState.heading), *(_head(words) for words in _COLUMNS.values()))),
                rx.el.tbody(rx.foreach(UsageState.rows, _row)),
                rx.el.tfoot(_row(UsageState.total)),
            ),
            class_name="figures",
            tab_index=0,
            role="region",
            aria_label="Usage table",
        ),
        rx.cond(UsageState.unpriced != "", rx.el.p(UsageState.unpriced, class_name="quiet")),
        PlainLink.create(
            rx.icon("download", size=14, aria_hidden="true"),
            "Download as CSV",
            class_name="action",
            custom_attrs={"href": f"/api/usage.csv?{UsageState.file_query}", "download": ""},
        ),
    )


def _sum(name: str) -> rx.Component:
    return rx.el.div(rx.el.dt(_COLUMNS[name]), rx.el.dd(getattr(UsageState.total, name)))


def _head(words: rx.Var[str] | str) -> rx.Component:
    return rx.el.th(words, scope="col")


def _row(view: rx.vars.ObjectVar[UsageRowView] | UsageRowView) -> rx.Component:
    return rx.el.tr(rx.el.th(view.name, scope="row"), *(rx.el.td(getattr(view, name)) for name in _COLUMNS))


def _nothing() -> rx.Component:
    return rx.el.div(
        rx.el.p("No usage in this period"),
        rx.el.p("Pick a longer period, or ", link("start a chat", to="/"), ".", class_name="quiet"),
        class_name="no-usage",
    )
