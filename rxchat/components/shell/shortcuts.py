"""The list of keyboard shortcuts: Ctrl+/ or ? opens it (`shell/early/shell.js`)."""

import reflex as rx

from rxchat.components.lib.plain_form import PlainForm

SHORTCUTS = (
    ("New chat", "Ctrl Shift O"),
    ("Search chats", "Ctrl K"),
    ("Write a message", "/"),
    ("Send", "Enter"),
    ("New line", "Shift Enter"),
    ("Stop the response, or close what is open", "Esc"),
    ("Jump to latest", "End"),
    ("Rename the focused chat or folder", "F2"),
    ("Move the focused folder", "Alt ↑ ↓ ← →"),
    ("Keyboard shortcuts", "Ctrl /"),
)


def shortcuts() -> rx.Component:
    return rx.el.dialog(
        rx.el.h2("Keyboard shortcuts", id="shortcuts-title"),
        rx.el.p("On a Mac, use ⌘ instead of Ctrl.", class_name="quiet"),
        rx.el.dl(*(rx.el.div(rx.el.dt(what), rx.el.dd(*map(rx.el.kbd, keys.split()))) for what, keys in SHORTCUTS)),
        PlainForm.create(
            rx.el.button("Close", class_name="action", type="submit"),
            class_name="dialog-actions",
            custom_attrs={"method": "dialog"},
        ),
        id="shortcuts",
        class_name="dialog shortcuts",
        aria_labelledby="shortcuts-title",
    )
