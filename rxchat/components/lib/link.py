"""Links that lead to another page of rxchat without reloading the document."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink


def link(*content: rx.Component | rx.Var[str] | str, to: rx.Var[str] | str, **properties: Any) -> rx.Component:
    return ReactRouterLink.create(*content, to=to, **properties)


class NavLink(ReactRouterLink):
    """A link that says `aria-current="page"` of itself, and has the class `active`, on its page and on those below it."""

    tag = "NavLink"
    alias = "NavLink"


def place_link(*content: rx.Component | rx.Var[str] | str, to: str, **properties: Any) -> rx.Component:
    """The page's code is fetched when the pointer rests on the link, or the focus comes to it."""
    return NavLink.create(*content, to=to, custom_attrs={"prefetch": "intent"}, **properties)
