"""Artifact slot: where the artifact panel stands, once there is one to show."""

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.state.chat import ChatState


class ArtifactSlot(rx.Component):
    """The panel of the open conversation's artifacts. Its code is fetched with the first artifact that it shows."""

    library = beside(__file__, "artifact_slot.jsx")
    tag = "ArtifactSlot"
    lib_dependencies: list[str] = [  # noqa: RUF012 - a Reflex field
        "@codemirror/commands@6.11.1",
        "@codemirror/lang-css@6.3.1",
        "@codemirror/lang-html@6.4.12",
        "@codemirror/lang-javascript@6.2.5",
        "@codemirror/lang-json@6.0.2",
        "@codemirror/lang-markdown@6.5.2",
        "@codemirror/lang-python@6.2.1",
        "@codemirror/lang-xml@6.1.0",
        "@codemirror/language@6.13.1",
        "@codemirror/search@6.7.2",
        "@codemirror/state@6.7.6",
        "@codemirror/view@6.43.15",
        "@lezer/highlight@1.2.5",
        "diff@9.0.0",
        "mermaid@12.3.0",
        "sucrase@3.35.1",
    ]
    conversation: rx.Var[int]


def artifact_slot() -> rx.Component:
    properties = {"conversation": ChatState.shown_id}
    return ArtifactSlot.create(**properties)
