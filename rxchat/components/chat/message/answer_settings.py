"""How answers are wanted: the panel that the header opens."""

from typing import Any

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.services.chat.answer_options import DEFAULT, PRESETS
from rxchat.state.answer_settings import AnswerSettingsState, OfferedControls

NAME = "answer-settings"


class AnswerSettings(rx.Component):
    """Fields for what the chosen model takes. Each is kept when it is left."""

    library = beside(__file__, "answer_settings.jsx")
    tag = "AnswerSettings"
    panel: rx.Var[str]
    values: rx.Var[dict[str, str]]
    errors: rx.Var[dict[str, str]]
    offered: rx.Var[OfferedControls]
    presets: rx.Var[list[str]]
    chosen_preset: rx.Var[str]
    conversation_id: rx.Var[int]
    on_change_setting: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]  # pyright: ignore[reportCallIssue] - it takes any number
    on_preset: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def answer_settings() -> rx.Component:
    properties: dict[str, Any] = {
        "panel": NAME,
        "values": AnswerSettingsState.values,
        "errors": AnswerSettingsState.errors,
        "offered": AnswerSettingsState.offered,
        "presets": [*PRESETS, DEFAULT],
        "chosen_preset": AnswerSettingsState.chosen_preset,
        "conversation_id": AnswerSettingsState.conversation_id,
        "on_change_setting": AnswerSettingsState.change,
        "on_preset": AnswerSettingsState.choose_preset,
    }
    return rx.fragment(
        rx.el.button(
            rx.icon("sliders-horizontal", size=18, aria_hidden="true"),
            class_name="icon-button",
            type="button",
            title="Response settings",
            custom_attrs={"popoverTarget": NAME, "aria-label": "Response settings", "aria-haspopup": "dialog"},
            on_click=AnswerSettingsState.open,
        ),
        AnswerSettings.create(**properties),
    )
