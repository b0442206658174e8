"""Add provider: the dialog that connects a provider."""

from typing import Any

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.state.provider_views import ProviderView
from rxchat.state.providers import ProviderState


class AddProvider(rx.Component):
    """A button and its dialog, which sends what is entered to the API itself: a key must not pass through the page's state.

    `providers` are all of them: those that aren't in the list are offered.
    """

    library = beside(__file__, "add_provider.jsx")
    tag = "AddProvider"
    providers: rx.Var[list[ProviderView]]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # pyright: ignore[reportCallIssue] - it takes any number


def add_provider() -> rx.Component:
    properties: dict[str, Any] = {"providers": ProviderState.providers, "on_choose": ProviderState.choose}
    return AddProvider.create(**properties)
