"""What stands above the composer when a cap on spending is nearly or wholly used up."""

from typing import Any

import reflex as rx

from rxchat.components.lib.link import link
from rxchat.state.models import ModelState
from rxchat.state.spending import CapView, SpendState


def spend_warnings() -> rx.Component:
    """Of the chosen model's provider, and of all together."""
    return rx.el.div(rx.foreach(SpendState.caps, _warning), role="status")


def _warning(cap: rx.vars.ObjectVar[CapView]) -> rx.Component:
    chosen: Any = ModelState.chosen
    is_meant = cap.is_noticed & chosen.startswith(cap.ref)
    return rx.cond(
        is_meant, rx.el.p(cap.summary, " ", link("View usage", to="/settings/usage"), class_name="model-note spend-note")
    )
