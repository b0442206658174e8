"""Project page: what a project is about, a composer for a new chat in it, its chats and its settings."""

from typing import Any

import reflex as rx

from rxchat.components.chat.composer.composer import composer
from rxchat.components.chat.message.answer_settings import answer_settings
from rxchat.components.chat.models.model_selector import model_selector
from rxchat.components.lib.source import beside
from rxchat.components.shell.frame import page
from rxchat.components.shell.header import header
from rxchat.state.chat import ChatState
from rxchat.state.sidebar import ProviderBadge, SidebarState


class ProjectHead(rx.NoSSRComponent):
    """Reads the project from the API; `version` tells that it may have changed."""

    library = beside(__file__, "project_head.jsx")
    tag = "ProjectHead"
    version: rx.Var[int]


class ProjectDetails(rx.NoSSRComponent):
    library = beside(__file__, "project_details.jsx")
    tag = "ProjectDetails"
    version: rx.Var[int]
    folders: rx.Var[int]
    badges: rx.Var[list[ProviderBadge]]


def project_page() -> rx.Component:
    head: dict[str, Any] = {"version": SidebarState.projects}
    details = head | {"folders": SidebarState.folders, "badges": SidebarState.badges}
    return page(
        header("Project", answer_settings(), model_selector()),
        rx.el.div(
            rx.el.div(
                ProjectHead.create(**head),
                rx.cond(ChatState.is_missing, rx.fragment(), composer()),
                ProjectDetails.create(**details),
                class_name="project-page",
            ),
            class_name="scroll",
        ),
    )
