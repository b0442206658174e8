"""Provider list: status, API key and switch of each provider that is connected, and the default model."""

from typing import Any

import reflex as rx

from rxchat.components.lib.provider_icon import provider_icon
from rxchat.components.lib.source import beside
from rxchat.components.lib.time_ago import time_ago
from rxchat.components.settings.add_provider import add_provider
from rxchat.components.settings.preference import default_model
from rxchat.components.settings.usage_sparkline import usage_sparkline
from rxchat.state.provider_views import ProviderView
from rxchat.state.providers import ProviderState


class ProviderControls(rx.Component):
    """Sends what is set to the API itself: a key must not pass through the page's state."""

    library = beside(__file__, "provider_controls.jsx")
    tag = "ProviderControls"
    name: rx.Var[str]
    label: rx.Var[str]
    takes_key: rx.Var[bool]
    needs_key: rx.Var[bool]
    lacks_address: rx.Var[bool]
    is_own: rx.Var[bool]
    is_broken: rx.Var[bool]
    key_hint: rx.Var[str]
    key_source: rx.Var[str]
    key_url: rx.Var[str]
    is_enabled: rx.Var[bool]
    is_configured: rx.Var[bool]
    light: rx.Var[str]
    base_url: rx.Var[str]
    usual_url: rx.Var[str]
    wait_seconds: rx.Var[str]
    usual_wait: rx.Var[str]
    cache_hour: rx.Var[str]
    has_certificate_authority: rx.Var[bool]
    lacks_list: rx.Var[bool]
    typed_models: rx.Var[list[str]]


_CONTROLLED = (
    "name",
    "label",
    "takes_key",
    "needs_key",
    "lacks_address",
    "is_own",
    "is_broken",
    "key_hint",
    "key_source",
    "key_url",
    "is_enabled",
    "is_configured",
    "light",
    "base_url",
    "usual_url",
    "wait_seconds",
    "usual_wait",
    "cache_hour",
    "has_certificate_authority",
    "lacks_list",
    "typed_models",
)


def provider_list() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h2("Models & providers"),
            rx.cond(ProviderState.is_read_only, rx.fragment(), add_provider()),
            class_name="provider-head",
        ),
        rx.el.p(
            rx.cond(
                ProviderState.is_read_only,
                "Your administrator manages providers for this team.",
                "Keys are encrypted on this computer, sent only to their provider, and never shown again.",
            ),
            class_name="quiet",
        ),
        rx.cond(
            ProviderState.listed_count > 0,
            rx.el.div(
                rx.el.h3("Connected"),
                rx.el.span(ProviderState.listed_count, class_name="quiet"),
                class_name="provider-rows-head",
            ),
        ),
        rx.el.div(rx.foreach(ProviderState.providers, _card), class_name="provider-rows"),
        default_model(),
        class_name="column settings provider-list",
    )


def _card(view: rx.vars.ObjectVar[ProviderView]) -> rx.Component:
    is_fixed = (view.is_broken & ~view.is_own) | ProviderState.is_read_only
    return rx.fragment(
        rx.cond(
            view.is_listed,
            rx.el.section(
                rx.cond(is_fixed, rx.fragment(_row(view), _facts(view)), _controls(view)),
                id=view.name,
                class_name="provider-card",
                aria_label=view.label,
                tab_index=-1,
                custom_attrs={"data-provider": view.name, "data-keeps-focus": ""},
            ),
        ),
        key=view.name,
    )


def _row(view: rx.vars.ObjectVar[ProviderView]) -> rx.Component:
    """Its name and status: all that is seen of a provider until its row is opened."""
    return rx.el.div(
        rx.el.h4(
            provider_icon(view.name, view.label, icon=view.icon),
            rx.el.bdi(view.label),
            rx.cond(view.is_own, rx.el.span("custom", class_name="tag")),
        ),
        rx.el.p(
            rx.el.span(
                class_name="status-light",
                custom_attrs={"data-light": view.light, "data-idle": rx.cond(view.is_idle, "", None)},
                aria_hidden="true",
            ),
            rx.el.span(view.status),
            rx.cond(view.facts != "", rx.el.span(view.facts, class_name="quiet")),
            class_name="status",
        ),
        class_name="provider-words",
    )


def _facts(view: rx.vars.ObjectVar[ProviderView]) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            rx.cond(
                view.last_success_at != "", rx.el.span("Last used ", time_ago(view.last_success_at), class_name="standing-fact")
            ),
            rx.cond(
                view.last_error_at != "",
                rx.el.span(
                    "Last error ",
                    time_ago(view.last_error_at),
                    rx.cond(view.last_error != "", rx.fragment(": ", view.last_error)),
                    class_name="standing-fact",
                ),
            ),
            class_name="quiet standing-facts",
        ),
        usage_sparkline(view.name),
    )


def _controls(view: rx.vars.ObjectVar[ProviderView]) -> rx.Component:
    properties: dict[str, Any] = {name: getattr(view, name) for name in _CONTROLLED}
    return ProviderControls.create(_row(view), _facts(view), **properties)
