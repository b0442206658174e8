"""Conversation list: the chats in the sidebar, the notices about them, and the title of the open chat."""

from typing import Any

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.state.chat import ChatState
from rxchat.state.list_changes import ListChanges
from rxchat.state.project_views import ProjectView
from rxchat.state.sidebar import ProviderBadge, SidebarState


class ConversationList(rx.Component):
    """Loads the conversations from the API, page by page: all of them don't fit the page's state. Then it merges `changes`."""

    library = beside(__file__, "conversation_list.jsx")
    tag = "ConversationList"
    changes: rx.Var[ListChanges]
    folders: rx.Var[int]
    connection: rx.Var[str]
    running: rx.Var[list[int]]
    badges: rx.Var[list[ProviderBadge]]
    projects: rx.Var[int]


class ConversationNotice(rx.Component):
    library = beside(__file__, "undo_notice.jsx")
    tag = "ConversationNotice"


class ShareOpened(rx.Component):
    """The share dialog of the conversation whose menu asked for it."""

    library = beside(__file__, "share_opener.jsx")
    tag = "ShareOpened"


class Title(rx.Component):
    """The heading of the chat, editable in place."""

    library = beside(__file__, "editable_title.jsx")
    tag = "Title"
    conversation: rx.Var[int]
    title: rx.Var[str]
    project: rx.Var[ProjectView]


class ChatMenu(rx.Component):
    """What can be done with the open chat."""

    library = beside(__file__, "chat_menu.jsx")
    tag = "ChatMenu"
    conversation: rx.Var[int]


def conversation_list() -> rx.Component:
    properties: dict[str, Any] = {
        "changes": SidebarState.changes,
        "folders": SidebarState.folders,
        "connection": SidebarState.router.session.session_id,
        "running": SidebarState.running,
        "badges": SidebarState.badges,
        "projects": SidebarState.projects,
    }
    return ConversationList.create(**properties)


def conversation_notice() -> rx.Component:
    return rx.fragment(ConversationNotice.create(), ShareOpened.create())


def conversation_title() -> rx.Component:
    properties: dict[str, Any] = {"conversation": ChatState.shown_id, "title": ChatState.title, "project": ChatState.project}
    return Title.create(**properties)


def chat_menu() -> rx.Component:
    properties: dict[str, Any] = {"conversation": ChatState.shown_id}
    return ChatMenu.create(**properties)
