"""A provider's icon: one that the page was built with, or the provider's own drawing."""

from typing import Any

import reflex as rx

from rxchat.providers.base import BaseProvider
from rxchat.state.provider_icons import ICONS


def provider_icon(icon: rx.Var[str], picture: rx.Var[str], size: int = 18) -> rx.Component:
    """`picture` is an address, empty where there is none."""
    drawn: list[Any] = [(name, rx.icon(name, size=size, aria_hidden="true")) for name in ICONS]
    return rx.cond(
        picture != "",
        rx.el.img(src=picture, alt="", width=str(size), height=str(size)),
        rx.match(icon, *drawn, rx.icon(BaseProvider.icon, size=size, aria_hidden="true")),
    )


def icon_sprite() -> rx.Component:
    """Every icon, once and out of sight, under the id `icon-<name>`: where there are many to draw, they are used from there."""
    icons = (rx.icon(name, custom_attrs={"id": f"icon-{name}"}) for name in ICONS)
    return rx.el.div(*icons, class_name="sprite", aria_hidden="true")


def sprite_icon(name: rx.Var[str]) -> rx.Component:
    """`name` is one of the sprite's; the component around it says in words what it means."""
    return rx.el.svg(rx.el.svg.use(href=f"#icon-{name}"), class_name="provider-icon", view_box="0 0 24 24", aria_hidden="true")
