"""The list of keyboard shortcuts: Ctrl+/ or ? opens it (`shell/early/shell.js`)."""

import reflex as rx

from rxchat.components.lib.plain_form import PlainForm
from rxchat.components.shell.shortcut_table import SHORTCUTS, Shortcut


def shortcuts() -> rx.Component:
    return rx.el.dialog(
        rx.el.h2("Keyboard shortcuts", id="shortcuts-title"),
        rx.el.p("On a Mac, use ⌘ instead of Ctrl.", class_name="quiet"),
        rx.el.dl(*map(_row, SHORTCUTS)),
        PlainForm.create(
            rx.el.button("Close", class_name="action", type="submit"),
            class_name="dialog-actions",
            custom_attrs={"method": "dialog"},
        ),
        id="shortcuts",
        class_name="dialog shortcuts",
        aria_labelledby="shortcuts-title",
    )


def _row(shortcut: Shortcut) -> rx.Component:
    also = [rx.el.span("or", class_name="quiet"), *map(rx.el.kbd, shortcut.also.split())] if shortcut.also else []
    return rx.el.div(rx.el.dt(shortcut.what), rx.el.dd(*map(rx.el.kbd, shortcut.keys.split()), *also))
