"""Model selector: chooses the model for the next message, or for regenerating one answer."""

from typing import Any

import reflex as rx

from rxchat.components.lib.menu import popover_button
from rxchat.components.lib.provider_icon import provider_icon
from rxchat.components.lib.source import beside
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState
from rxchat.state.views import MessageView

NAME = "model-selector"


class ModelSelector(rx.Component):
    """The popover that every button for NAME opens. The models come to it over the API."""

    library = beside(__file__, "model_selector.jsx")
    tag = "ModelSelector"
    version: rx.Var[int]
    chosen: rx.Var[str]
    needs_images: rx.Var[bool]
    needs_tokens: rx.Var[int]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # pyright: ignore[reportCallIssue] - it takes any number
    on_regenerate: rx.EventHandler[rx.event.passthrough_event_spec(int, str)]  # pyright: ignore[reportCallIssue]
    on_default: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # pyright: ignore[reportCallIssue]


def model_selector() -> rx.Component:
    properties: dict[str, Any] = {
        "version": ModelState.version,
        "chosen": ModelState.chosen,
        "needs_images": ModelState.needs_images,
        "needs_tokens": ModelState.needs_tokens,
        "on_choose": ModelState.choose,
        "on_regenerate": ChatState.retry_with,
        "on_default": ModelState.make_default,
    }
    return rx.fragment(
        popover_button(
            NAME,
            rx.el.span(ModelState.chosen_name, class_name="model-name"),
            rx.icon("chevron-down", size=16, aria_hidden="true"),
            label="Model: " + ModelState.chosen_name,
            class_name="menu-button",
            kind="dialog",
        ),
        ModelSelector.create(**properties),
    )


def regenerate_with(view: rx.vars.ObjectVar[MessageView]) -> rx.Component:
    """Opens the same selector for one answer. Its name shares no word with the buttons that are found by theirs."""
    return rx.el.button(
        rx.icon("shuffle", size=15, aria_hidden="true"),
        class_name="icon-button",
        type="button",
        title="Try another model",
        disabled=ChatState.is_running,
        custom_attrs={
            "popoverTarget": NAME,
            "aria-label": "Try another",
            "aria-haspopup": "dialog",
            "data-regenerates": view.id,
        },
    )


def switch_model(view: rx.vars.ObjectVar[MessageView]) -> rx.Component:
    """Has the model answer that fits best in the place of one that failed."""
    return rx.cond(
        view.switch_to,
        rx.el.button(
            rx.icon("arrow-right-left", size=14, aria_hidden="true"),
            "Retry with ",
            view.switch_name,
            class_name="action",
            type="button",
            title="Retry with another model",
            disabled=ChatState.is_running,
            on_click=ChatState.retry_with(view.id, view.switch_to),
        ),
    )


def provider_badge(view: rx.vars.ObjectVar[MessageView]) -> rx.Component:
    """Who answered: the provider's icon and name, which is only read out where the model's name has it too, and the model."""
    return rx.el.span(
        provider_icon(view.provider, view.label),
        rx.el.span(view.label, class_name=rx.cond(view.model.contains(view.label), "visually-hidden", "badge")),
        rx.el.span(view.model, class_name="answered-by"),
        class_name="provider-badge",
    )
