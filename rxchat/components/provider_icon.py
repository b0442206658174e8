"""A provider's icon: one that the page was built with, or the provider's own drawing."""

from typing import Any

import reflex as rx

from rxchat.providers.registry import discover

USUAL = "bot"
_BUILT_IN = discover()
_ICONS = sorted({_BUILT_IN.get(name).icon for name in _BUILT_IN.names()} | {"plug", "triangle-alert"})
"""Those the page is built with. A dropped-in provider may take one of them, bring a drawing, or have the usual one."""


def provider_icon(icon: rx.Var[str], picture: rx.Var[str], size: int = 18) -> rx.Component:
    """`picture` is an address, empty where there is none."""
    drawn: list[Any] = [(name, rx.icon(name, size=size, aria_hidden="true")) for name in _ICONS]
    return rx.cond(
        picture != "",
        rx.el.img(src=picture, alt="", width=str(size), height=str(size)),
        rx.match(icon, *drawn, rx.icon(USUAL, size=size, aria_hidden="true")),
    )
