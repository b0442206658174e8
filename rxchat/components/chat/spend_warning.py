"""The warnings above the composer that a spend cap is nearly or fully used."""

from typing import Any

import reflex as rx

from rxchat.components.lib.link import link
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState
from rxchat.state.spending import CapView, SpendState


def spend_warnings() -> rx.Component:
    """Of the chosen model's provider, of all together, and of the open project."""
    return rx.el.div(
        rx.foreach(SpendState.caps, _warning),
        rx.foreach(SpendState.project_caps, _project_warning),
        role="status",
    )


def _warning(cap: rx.vars.ObjectVar[CapView]) -> rx.Component:
    chosen: Any = ModelState.chosen
    return _note(cap, cap.is_noticed & chosen.startswith(cap.ref), link("View usage", to="/settings/usage"))


def _project_warning(cap: rx.vars.ObjectVar[CapView]) -> rx.Component:
    return _note(cap, cap.is_noticed, link("Open project", to=f"/p/{ChatState.project.id}"))


def _note(cap: rx.vars.ObjectVar[CapView], is_shown: Any, more: rx.Component) -> rx.Component:
    return rx.cond(is_shown, rx.el.p(cap.note, " ", more, class_name="model-note spend-note"))
