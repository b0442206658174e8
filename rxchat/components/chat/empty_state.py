"""What stands where there are no messages yet."""

import reflex as rx

from rxchat.components.lib.link import link
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState

IDEAS = (
    ("lightbulb", "Explain something", "Explain how a transistor works to a curious twelve-year-old."),
    ("code", "Write code", "Write a Python function that finds duplicate files in a folder, and explain how it works."),
    ("pen-line", "Draft a message", "Draft a short, friendly email to move a meeting to next week."),
    ("list-checks", "Make a plan", "Plan one week of learning SQL basics, an hour a day."),
)


def empty_chat() -> rx.Component:
    return rx.el.section(_mark(), rx.el.h2("What can I help with?", class_name="greeting"), class_name="empty home")


def empty_chat_skeleton() -> rx.Component:
    """As high as the greeting, so that nothing moves when that comes."""
    return rx.el.div(
        _mark(),
        rx.el.div(rx.el.div(class_name="bone"), class_name="greeting skeleton"),
        class_name="empty home",
        aria_hidden="true",
    )


def ideas(*, is_home: bool) -> rx.Component:
    """Under the composer of a chat without messages: what to begin with. On the front page they are there at once."""
    begin = rx.el.div(
        *(_idea(*idea) for idea in IDEAS),
        rx.cond(
            ModelState.is_small,
            rx.el.p(
                "You're using the small built-in model. ",
                link("Add an API key to use a larger one", to="/settings#add"),
                class_name="quiet",
            ),
        ),
        class_name="ideas",
    )
    if not is_home:
        begin = rx.cond(ChatState.is_hydrated & ~ChatState.is_missing, begin)
    return rx.cond(ChatState.messages, rx.fragment(), begin)


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


def _mark() -> rx.Component:
    return rx.el.img(src="/favicon.svg", alt="", width="40", height="40", class_name="home-mark")


def _idea(icon: str, title: str, prompt: str) -> rx.Component:
    """Puts its prompt into the composer, to be read and changed before it is sent."""
    return rx.el.button(
        rx.icon(icon, size=16, aria_hidden="true"),
        title,
        class_name="idea",
        type="button",
        title=prompt,
        custom_attrs={"data-idea": prompt},
    )
