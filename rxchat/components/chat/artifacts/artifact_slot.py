"""Artifact slot: where the artifact panel stands, once there is one to show."""

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.state.chat import ChatState


class ArtifactSlot(rx.Component):
    """The panel of the open conversation's artifacts. Its code is fetched with the first artifact that it shows."""

    library = beside(__file__, "artifact_slot.jsx")
    tag = "ArtifactSlot"
    lib_dependencies: list[str] = ["diff@9.0.0", "mermaid@12.3.0", "sucrase@3.35.1"]  # noqa: RUF012 - a Reflex field
    conversation: rx.Var[int]


def artifact_slot() -> rx.Component:
    properties = {"conversation": ChatState.shown_id}
    return ArtifactSlot.create(**properties)
