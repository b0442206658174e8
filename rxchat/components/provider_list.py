"""The providers, and what each needs."""

import reflex as rx

from rxchat.state.providers import ProviderState
from rxchat.state.views import ProviderView


def provider_list() -> rx.Component:
    return rx.el.div(
        rx.el.h2("Providers"),
        rx.el.p(
            "A key is read from the vendor's own environment variable when rxchat starts. It never reaches this page.",
            class_name="quiet",
        ),
        rx.foreach(ProviderState.providers, _card),
        class_name="column providers",
    )


def _card(view: rx.vars.ObjectVar[ProviderView]) -> rx.Component:
    return rx.el.section(
        rx.el.h3(view.label),
        rx.el.p(
            rx.el.span(class_name="status-light", custom_attrs={"data-light": view.light}, aria_hidden="true"),
            view.status,
            class_name="status",
        ),
        rx.cond(view.advice != "", rx.el.p(view.advice, class_name="quiet")),
        class_name="card",
        aria_label=view.label,
        custom_attrs={"data-provider": view.name},
    )
