"""The prompt library, and the editor that other pages open as well."""

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.components.shell.frame import frame
from rxchat.components.shell.header import header


class PromptLibrary(rx.Component):
    """Loads the prompts from the API, page by page."""

    library = beside(__file__, "prompts_page.jsx")
    tag = "PromptLibrary"


def prompts_page() -> rx.Component:
    return frame(header("Prompts"), rx.el.div(PromptLibrary.create(), class_name="scroll"), current="prompts")
