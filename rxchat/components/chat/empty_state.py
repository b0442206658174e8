"""What stands where there are no messages yet."""

import reflex as rx

from rxchat.components.lib.link import link
from rxchat.state.models import ModelState

IDEAS = (
    ("lightbulb", "Explain something", "Explain how a transistor works to a curious twelve-year-old."),
    ("code", "Write code", "Write a Python function that finds duplicate files in a folder, and say how it works."),
    ("pen-line", "Draft a text", "Draft a short, friendly e-mail that moves a meeting to next week."),
    ("list-checks", "Make a plan", "Make a plan for learning the basics of SQL in one week, an hour a day."),
)


def empty_chat() -> rx.Component:
    return rx.el.section(
        rx.el.h2("What can I help with?", class_name="greeting"),
        rx.el.div(*(_idea(*idea) for idea in IDEAS), class_name="ideas"),
        rx.cond(
            ModelState.is_small,
            rx.el.p(
                "You are using the small model on this computer. ",
                link("Add a key for a larger one", to="/settings"),
                class_name="quiet",
            ),
        ),
        class_name="empty",
    )


def missing_chat() -> rx.Component:
    return rx.el.section(
        rx.el.h2("This conversation is not here", class_name="greeting"),
        rx.el.p("It was deleted, or the address is wrong. Choose another one, or start a new chat.", class_name="quiet"),
        class_name="empty",
    )


def missing_address() -> rx.Component:
    return rx.el.section(
        rx.el.h2("There is no page here", class_name="greeting"),
        rx.el.p("The address is wrong, or out of date. ", link("Start a new chat", to="/"), class_name="quiet"),
        class_name="empty",
    )


def _idea(icon: str, title: str, prompt: str) -> rx.Component:
    return rx.el.button(
        rx.icon(icon, size=18, aria_hidden="true"),
        rx.el.span(title, class_name="idea-title"),
        rx.el.span(prompt, class_name="quiet"),
        class_name="idea",
        type="button",
        custom_attrs={"data-idea": prompt},
    )
