"""What a person sees while the page has lost its server."""

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from rxchat.components.lib.source import beside


class WayBack(rx.Component):
    """Draws nothing: finds out whether the page has been signed out, and then loads it anew."""

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
