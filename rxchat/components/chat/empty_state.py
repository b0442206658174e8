"""What stands where there are no messages yet."""

import reflex as rx

from rxchat.components.lib.link import link
from rxchat.state.models import ModelState

IDEAS = (
    ("lightbulb", "Explain something", "Explain how a transistor works to a curious twelve-year-old."),
    ("code", "Write code", "Write a Python function that finds duplicate files in a folder, and explain how it works."),
    ("pen-line", "Draft a message", "Draft a short, friendly email to move a meeting to next week."),
    ("list-checks", "Make a plan", "Plan one week of learning SQL basics, an hour a day."),
)


def empty_chat() -> rx.Component:
    return rx.el.section(
        rx.el.h2("What can I help with?", class_name="greeting"),
        rx.el.div(*(_idea(*idea) for idea in IDEAS), class_name="ideas"),
        rx.cond(
            ModelState.is_small,
            rx.el.p(
                "You're using the small built-in model. ",
                link("Add an API key to use a larger one", to="/settings"),
                class_name="quiet",
            ),
        ),
        class_name="empty",
    )


def missing_chat() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Chat not found", class_name="greeting"),
        rx.el.p("It may have been deleted, or the link is wrong. Pick another chat or start a new one.", class_name="quiet"),
        class_name="empty",
    )


def missing_address() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Page not found", class_name="greeting"),
        rx.el.p("Check the address, or go back to your chats. ", link("Start a new chat", to="/"), class_name="quiet"),
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
