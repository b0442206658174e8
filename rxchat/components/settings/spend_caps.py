"""Budgets: the monthly spend caps, and the form that sets one."""

import reflex as rx

from rxchat.state.spending import CapScope, CapView, SpendState


def spend_caps() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Monthly budgets"),
        rx.el.p(
            "You'll see a warning at 80%. At 100%, paid models are blocked until next month or until you raise the budget. "
            "Free models keep working.",
            class_name="quiet",
        ),
        rx.el.ul(rx.foreach(SpendState.caps, _cap), class_name="caps"),
        _form(),
        class_name="column usage",
        aria_label="Monthly budgets",
        tab_index=-1,
        custom_attrs={"data-keeps-focus": ""},
    )


def _cap(view: rx.vars.ObjectVar[CapView]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.strong(view.label, class_name="grow"),
            rx.el.span(view.percent, "% of ", view.limit),
            rx.el.button(
                rx.icon("x", size=14, aria_hidden="true"),
                "Remove",
                class_name="action",
                type="button",
                aria_label=rx.Var.create(f"Remove the budget for {view.label}"),
                on_click=SpendState.remove(view.provider),
            ),
            class_name="cap-head",
        ),
        rx.el.div(rx.el.div(style={"width": rx.Var.create(f"{view.width}%")}), class_name="meter", aria_hidden="true"),
        rx.el.p(view.summary, class_name="quiet"),
        key=view.provider,
        class_name="card cap",
        custom_attrs={"data-standing": view.standing, "data-cap": view.provider},
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.label("Applies to", html_for="cap-provider"),
            rx.el.select(rx.foreach(SpendState.scopes, _scope), id="cap-provider", name="provider", class_name="field"),
        ),
        rx.el.div(
            rx.el.label("Monthly limit (USD)", html_for="cap-amount"),
            rx.el.input(
                id="cap-amount",
                class_name="field",
                name="amount",
                type="text",
                input_mode="decimal",
                auto_complete="off",
                placeholder="20",
                aria_describedby="cap-fault",
                aria_invalid=rx.cond(SpendState.fault != "", "true", "false"),
            ),
        ),
        rx.el.button("Set budget", class_name="action", type="submit"),
        rx.el.p(SpendState.fault, id="cap-fault", role="alert", class_name="word", custom_attrs={"data-bad": ""}),
        rx.el.p(SpendState.word, role="status", class_name="word"),
        on_submit=SpendState.save,
        class_name="cap-form",
    )


def _scope(scope: rx.vars.ObjectVar[CapScope]) -> rx.Component:
    return rx.el.option(scope.label, value=scope.provider)
