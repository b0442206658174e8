"""The button that saves the text of a message as a prompt."""

import reflex as rx

from rxchat.components.lib.source import beside


class SavePrompt(rx.Component):
    library = beside(__file__, "save_prompt.jsx")
    tag = "SavePrompt"
    text: rx.Var[str]


def save_prompt(text: rx.Var[str]) -> rx.Component:
    return SavePrompt.create(text=text)
