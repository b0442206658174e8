"""The providers: how each stands, its key, its switch."""

from typing import Any

import reflex as rx

from rxchat.components.usage_sparkline import usage_sparkline
from rxchat.providers.registry import discover
from rxchat.state.provider_views import ProviderView
from rxchat.state.providers import ProviderState

_BUILT_IN = discover()
_ICONS = sorted({_BUILT_IN.get(name).icon for name in _BUILT_IN.names()} | {"plug", "triangle-alert"})
"""Those the page is built with. A dropped-in provider may take one of them, and has the usual one otherwise."""


class ProviderControls(rx.Component):
    """Sends what is set to the API itself: a key must not pass through the page's state."""

    library = rx.asset("js/provider_controls.jsx").importable_path
    tag = "ProviderControls"
    name: rx.Var[str]
    label: rx.Var[str]
    takes_key: rx.Var[bool]
    needs_key: rx.Var[bool]
    key_hint: rx.Var[str]
    key_source: rx.Var[str]
    key_url: rx.Var[str]
    is_enabled: rx.Var[bool]
    base_url: rx.Var[str]
    usual_url: rx.Var[str]


_CONTROLLED = (
    "name",
    "label",
    "takes_key",
    "needs_key",
    "key_hint",
    "key_source",
    "key_url",
    "is_enabled",
    "base_url",
    "usual_url",
)


def provider_list() -> rx.Component:
    return rx.el.div(
        rx.el.h2("Providers"),
        rx.el.p(
            rx.cond(
                ProviderState.is_read_only,
                "The keys of a team are set on its server, with `rxchat keys`.",
                "A key is stored sealed, on this computer, and goes to its vendor only. It is never shown again.",
            ),
            class_name="quiet",
        ),
        rx.foreach(ProviderState.providers, _card),
        class_name="column providers",
    )


def _card(view: rx.vars.ObjectVar[ProviderView]) -> rx.Component:
    return rx.el.section(
        rx.el.h3(_icon(view), view.label),
        rx.el.p(
            rx.el.span(class_name="status-light", custom_attrs={"data-light": view.light}, aria_hidden="true"),
            rx.el.span(view.status, class_name="grow"),
            class_name="status",
        ),
        rx.cond(view.facts != "", rx.el.p(view.facts, class_name="quiet")),
        usage_sparkline(view.name),
        rx.cond(view.is_broken | ProviderState.is_read_only, rx.fragment(), _controls(view)),
        class_name="card",
        aria_label=view.label,
        custom_attrs={"data-provider": view.name},
    )


def _icon(view: rx.vars.ObjectVar[ProviderView]) -> Any:
    drawn = [(name, rx.icon(name, size=18, aria_hidden="true")) for name in _ICONS]
    return rx.match(view.icon, *drawn, rx.icon("bot", size=18, aria_hidden="true"))


def _controls(view: rx.vars.ObjectVar[ProviderView]) -> rx.Component:
    properties: dict[str, Any] = {name: getattr(view, name) for name in _CONTROLLED}
    return ProviderControls.create(**properties)
