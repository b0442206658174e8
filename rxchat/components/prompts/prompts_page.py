"""The prompt library, and the editor that other pages open as well."""

from typing import Any

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.components.shell.frame import page
from rxchat.components.shell.header import header
from rxchat.state.sidebar import SidebarState


class PromptLibrary(rx.Component):
    """Loads the prompts from the API, page by page."""

    library = beside(__file__, "prompts_page.jsx")
    tag = "PromptLibrary"
    changes: rx.Var[int]


def prompts_page() -> rx.Component:
    properties: dict[str, Any] = {"changes": SidebarState.prompts}
    return page(header("Prompts"), rx.el.div(PromptLibrary.create(**properties), class_name="scroll"))
