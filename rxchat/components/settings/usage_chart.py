"""Usage chart: bars, loaded with the usage tab only."""

from typing import Any, Literal

import reflex as rx

from rxchat.state.usage import UsageState

_STILL: dict[str, Any] = {"accessibilityLayer": False}  # the table tells the same: the bars are one image to assistive tools
_AXIS: dict[str, Any] = {"stroke": "var(--line)", "custom_attrs": {"tick": {"fill": "var(--quiet)", "fontSize": 12}}}
_HAS_DECIMALS = UsageState.measure != "Requests"


def usage_chart() -> rx.Component:
    return rx.el.figure(
        rx.el.figcaption(UsageState.measure, class_name="quiet"),
        rx.el.div(
            rx.cond(UsageState.grouping == "day", _over_time(), _side_by_side()),
            style={"--rows": UsageState.bars.length()},  # pyright: ignore[reportAttributeAccessIssue] - a var here
            custom_attrs={"data-by": UsageState.grouping},
            role="img",
            aria_label=rx.Var.create(f"{UsageState.measure} by {UsageState.grouping}, as in the table below"),
            class_name="bars",
        ),
        class_name="chart",
    )


def _over_time() -> rx.Component:
    return _chart(
        rx.recharts.x_axis(data_key="name", min_tick_gap=24, **_AXIS),
        rx.recharts.y_axis(width=56, allow_decimals=_HAS_DECIMALS, **_AXIS),
        layout="horizontal",
        class_name="over-time",
    )


def _side_by_side() -> rx.Component:
    return _chart(
        rx.recharts.x_axis(type_="number", allow_decimals=_HAS_DECIMALS, **_AXIS),
        rx.recharts.y_axis(data_key="name", type_="category", interval=0, width=112, **_AXIS),
        layout="vertical",
        class_name="side-by-side",
    )


def _chart(*axes: rx.Component, layout: Literal["horizontal", "vertical"], class_name: str) -> rx.Component:
    return rx.recharts.bar_chart(
        rx.recharts.cartesian_grid(stroke="var(--line)", horizontal=layout == "horizontal", vertical=layout == "vertical"),
        *axes,
        rx.recharts.graphing_tooltip(
            cursor=False,
            is_animation_active=False,
            content_style={"background": "var(--raised)", "borderColor": "var(--line)", "borderRadius": "8px"},
        ),
        rx.recharts.bar(
            data_key="value", name=UsageState.measure, fill="var(--accent)", max_bar_size=28, is_animation_active=False, radius=3
        ),
        data=UsageState.bars,
        layout=layout,
        margin={"top": 8, "right": 16, "bottom": 0, "left": 0},
        class_name=class_name,
        custom_attrs=_STILL,
    )
