"""Session list: browsers that are signed in, and signing out."""

from typing import cast

import reflex as rx

from rxchat.components.lib.plain_form import PlainForm
from rxchat.components.lib.time_ago import time_ago
from rxchat.state.browser_sessions import SessionState
from rxchat.state.views import SessionView

AT_ONCE = 4
"""How many are shown before one asks for all."""


def session_list() -> rx.Component:
    sessions = cast(rx.vars.ArrayVar[list[SessionView]], SessionState.sessions)
    return rx.fragment(
        rx.el.h2("Active sessions"),
        rx.el.p(
            "Browsers that are signed in. Sign out any you don't recognize.",
            class_name="quiet",
        ),
        rx.el.div(
            rx.foreach(sessions[:AT_ONCE], _row),
            rx.cond(
                sessions.length() > AT_ONCE,
                rx.el.details(
                    rx.el.summary(f"{sessions.length() - AT_ONCE} more"),
                    rx.foreach(sessions[AT_ONCE:], _row),
                ),
            ),
            class_name="card sessions",
            role="group",
            aria_label="Active sessions",
            tab_index=-1,
            custom_attrs={"data-keeps-focus": ""},
        ),
    )


def _row(view: rx.vars.ObjectVar[SessionView]) -> rx.Component:
    return rx.el.section(
        rx.el.h3(view.browser, rx.cond(view.is_this, rx.el.span("This browser", class_name="tag"))),
        rx.el.p("Signed in ", time_ago(view.since), " · Active ", time_ago(view.last_seen), class_name="quiet"),
        rx.cond(view.is_this, _sign_out(), _end(view)),
        aria_label=view.browser,
        custom_attrs={"data-session": view.id},
        key=view.id.to_string(),
    )


def _sign_out() -> rx.Component:
    """A form, not an event: only an answer to a request can take the cookie back."""
    return PlainForm.create(
        rx.el.button(rx.icon("log-out", size=14, aria_hidden="true"), "Sign out", class_name="action", type="submit"),
        custom_attrs={"method": "post", "action": "/sign-out"},
    )


def _end(view: rx.vars.ObjectVar[SessionView]) -> rx.Component:
    return rx.el.button(
        rx.icon("x", size=14, aria_hidden="true"),
        "Sign out",
        class_name="action",
        type="button",
        aria_label=rx.Var.create(f"Sign out {view.browser}"),
        on_click=SessionState.end(view.id),
    )
