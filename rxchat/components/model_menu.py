"""Which model answers next."""

import reflex as rx

from rxchat.components.menu import menu, menu_button, menu_item
from rxchat.state.models import ModelState
from rxchat.state.views import ModelChoice, ModelGroup

NAME = "model-menu"


def model_menu() -> rx.Component:
    button = menu_button(
        NAME,
        rx.el.span(ModelState.chosen_name, class_name="model-name"),
        rx.icon("chevron-down", size=16, aria_hidden="true"),
        label="Model: " + ModelState.chosen_name,
        class_name="menu-button",
    )
    return menu(NAME, button, rx.foreach(ModelState.groups, _group), label="Models")


def _group(group: rx.vars.ObjectVar[ModelGroup]) -> rx.Component:
    return rx.el.div(
        rx.el.div(group.label, class_name="menu-label", aria_hidden="true"),
        rx.foreach(group.models, _choice),
        role="group",
        aria_label=group.label,
    )


def _choice(choice: rx.vars.ObjectVar[ModelChoice]) -> rx.Component:
    return menu_item(
        rx.el.span(choice.name, class_name="grow"),
        rx.cond(choice.note != "", rx.el.span(choice.note, class_name="tag")),
        is_chosen=choice.ref == ModelState.chosen,
        on_click=ModelState.choose(choice.ref),
    )
