"""The editor of prompts, which any page opens (`editor_opener.jsx`)."""

import reflex as rx

from rxchat.components.lib.source import beside


class PromptEditorOpened(rx.Component):
    """The editor of the prompt that was asked for."""

    library = beside(__file__, "editor_opener.jsx")
    tag = "PromptEditorOpened"


def prompt_editor_opened() -> rx.Component:
    return PromptEditorOpened.create()
