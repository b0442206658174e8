"""A short message over the page, and what to do about it."""

import reflex as rx

from rxchat.state.notices import NoticeState


def notice() -> rx.Component:
    return rx.el.div(
        rx.cond(
            NoticeState.message != "",
            rx.el.div(
                rx.el.div(
                    rx.el.p(NoticeState.message, class_name="cause"),
                    rx.cond(NoticeState.hint != "", rx.el.p(NoticeState.hint, class_name="hint")),
                ),
                rx.el.button(
                    rx.icon("x", size=16, aria_hidden="true"),
                    class_name="icon-button",
                    type="button",
                    aria_label="Dismiss",
                    on_click=NoticeState.dismiss,
                ),
                class_name="notice",
            ),
        ),
        class_name="notices",
        role="alert",
    )
