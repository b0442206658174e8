"""Light, dark, or as the system has it."""

import reflex as rx
from reflex.style import LiteralColorMode, color_mode, set_color_mode

from rxchat.components.lib.menu import menu, menu_button, menu_item

NAME = "theme-menu"
CHOICES: tuple[tuple[str, LiteralColorMode, str], ...] = (
    ("Light", "light", "sun"),
    ("Dark", "dark", "moon"),
    ("System", "system", "monitor"),
)


def theme_menu() -> rx.Component:
    icon = rx.icon("sun-moon", size=18, aria_hidden="true")
    button = menu_button(NAME, icon, label="Theme", class_name="icon-button theme-button")
    return menu(NAME, button, *(_choice(*choice) for choice in CHOICES), label="Theme")


def _choice(name: str, mode: LiteralColorMode, icon: str) -> rx.Component:
    return menu_item(
        rx.icon(icon, size=16, aria_hidden="true"),
        rx.el.span(name, class_name="grow"),
        is_chosen=color_mode == mode,
        on_click=set_color_mode(mode),
    )
