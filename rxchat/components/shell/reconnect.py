"""Reconnect banner: shown while the page has lost its connection to the server."""

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from rxchat.components.lib.source import beside


class WayBack(rx.Component):
    """Draws nothing. After a reconnect it reloads the page if the user has been signed out."""

    library = beside(__file__, "reconnect.jsx")
    tag = "WayBack"


def connection() -> rx.Component:
    return rx.el.div(
        rx.cond(
            has_connection_errors,
            rx.el.p(
                rx.icon("wifi-off", size=16, aria_hidden="true"),
                "Can't reach rxchat. Reconnecting… Your draft is saved.",
                WayBack.create(),
                class_name="connection",
            ),
        ),
        role="status",
    )
