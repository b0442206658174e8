"""Link: leads to another page of rxchat without reloading the document."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink


def link(*content: rx.Component | rx.Var[str] | str, to: rx.Var[str] | str, **properties: Any) -> rx.Component:
    return ReactRouterLink.create(*content, to=to, **properties)
