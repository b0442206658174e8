"""Preferences: groups of choices that the browser or the server keeps."""

from typing import Any

import reflex as rx
from reflex.style import LiteralColorMode, color_mode, set_color_mode

from rxchat.components.lib.source import beside
from rxchat.state.models import ModelState

THEMES: tuple[tuple[LiteralColorMode, str], ...] = (("system", "System"), ("light", "Light"), ("dark", "Dark"))


class Preference(rx.NoSSRComponent):
    """`choices` are (value, words); the first is the usual one. The value is on the page's root, as `data-<name>`."""

    library = beside(__file__, "preference.jsx")
    tag = "Preference"
    name: rx.Var[str]
    label: rx.Var[str]
    choices: rx.Var[list[list[str]]]


class DefaultModel(rx.NoSSRComponent):
    library = beside(__file__, "default_model.jsx")
    tag = "DefaultModel"
    chosen: rx.Var[str]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # pyright: ignore[reportCallIssue] - it takes any number


class SummaryModel(rx.NoSSRComponent):
    """Which model summarizes a chat that is compacted. The API keeps the choice."""

    library = beside(__file__, "summary_model.jsx")
    tag = "SummaryModel"


class CustomInstructions(rx.NoSSRComponent):
    """Two texts that every model is sent. The API keeps them, not the page's state."""

    library = beside(__file__, "custom_instructions.jsx")
    tag = "CustomInstructions"


def preferences(title: str, *groups: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.h2(title), *groups, class_name="column settings")


def theme() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Theme"),
        *(
            rx.el.label(
                rx.el.input(type="radio", name="theme", value=mode, checked=color_mode == mode, on_change=set_color_mode(mode)),
                words,
            )
            for mode, words in THEMES
        ),
        class_name="preference",
    )


def text_size() -> rx.Component:
    return _preference("text", "Text size", ("normal", "Default"), ("small", "Small"), ("large", "Large"))


def density() -> rx.Component:
    return _preference("density", "Density", ("normal", "Comfortable"), ("compact", "Compact"))


def contrast() -> rx.Component:
    return _preference("contrast", "Contrast", ("normal", "Same as the system"), ("more", "High"))


def enter_key() -> rx.Component:
    return _preference(
        "enter", "When I press Enter", ("send", "Send the message"), ("break", "Start a new line (Ctrl+Enter or ⌘Enter sends)")
    )


def default_model() -> rx.Component:
    properties: dict[str, Any] = {"chosen": ModelState.default, "on_choose": ModelState.make_default}
    return DefaultModel.create(**properties)


def custom_instructions() -> rx.Component:
    return CustomInstructions.create()


def summary_model() -> rx.Component:
    return SummaryModel.create()


def _preference(name: str, label: str, *choices: tuple[str, str]) -> rx.Component:
    properties: dict[str, Any] = {"name": name, "label": label, "choices": [list(choice) for choice in choices]}
    return Preference.create(**properties)
