"""A button that opens a list of choices: the browser's own popover, with the keys of a menu from `shell/early/shell.js`."""

from typing import Literal

import reflex as rx


def menu(name: str, button: rx.Component, *items: rx.Component, label: str) -> rx.Component:
    """`name` is the element's id; `button` is made by `menu_button` with the same name."""
    return rx.fragment(
        button,
        rx.el.div(*items, id=name, role="menu", aria_label=label, class_name="menu", custom_attrs={"popover": "auto"}),
    )


def menu_button(name: str, *content: rx.Component, label: rx.Var[str] | str, class_name: str) -> rx.Component:
    return popover_button(name, *content, label=label, class_name=class_name, kind="menu")


def popover_button(
    name: str, *content: rx.Component, label: rx.Var[str] | str, class_name: str, kind: Literal["menu", "dialog"]
) -> rx.Component:
    """Opens the popover whose id is `name`."""
    return rx.el.button(
        *content,
        class_name=class_name,
        type="button",
        title=label,
        custom_attrs={"popoverTarget": name, "aria-label": label, "aria-haspopup": kind},
    )


def menu_item(
    *content: rx.Component | rx.Var[str] | str, is_chosen: rx.Var[bool], on_click: rx.event.EventType[()]
) -> rx.Component:
    return rx.el.button(
        *content,
        rx.cond(is_chosen, rx.icon("check", size=16, aria_hidden="true")),
        class_name="menu-item",
        type="button",
        role="menuitemradio",
        custom_attrs={"aria-checked": rx.cond(is_chosen, "true", "false")},
        on_click=on_click,
    )
