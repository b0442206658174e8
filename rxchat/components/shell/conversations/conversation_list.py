"""The list of conversations, what is told of it, and the name of the open one."""

from typing import Any

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.providers.registry import discover
from rxchat.state.chat import ChatState
from rxchat.state.list_changes import ListChanges
from rxchat.state.sidebar import ProviderBadge, SidebarState

_BUILT_IN = discover()
_USUAL = "bot"
_ICONS = [*sorted({_BUILT_IN.get(name).icon for name in _BUILT_IN.names()} - {_USUAL}), _USUAL]
"""Those the page is built with. A dropped-in provider may take one of them, and has the last one otherwise."""


class ConversationList(rx.Component):
    """Loads the conversations from the API, page by page: all of them don't fit the page's state. Then it merges `changes`."""

    library = beside(__file__, "conversation_list.jsx")
    tag = "ConversationList"
    changes: rx.Var[ListChanges]
    connection: rx.Var[str]
    running: rx.Var[list[int]]
    badges: rx.Var[list[ProviderBadge]]
    icons: rx.Var[list[str]]


class ConversationNotice(rx.Component):
    library = beside(__file__, "undo_notice.jsx")
    tag = "ConversationNotice"


class Title(rx.Component):
    """The heading of the chat, editable in place."""

    library = beside(__file__, "editable_title.jsx")
    tag = "Title"
    conversation: rx.Var[int]
    title: rx.Var[str]


def conversation_list() -> rx.Component:
    properties: dict[str, Any] = {
        "changes": SidebarState.changes,
        "connection": SidebarState.router.session.session_id,
        "running": SidebarState.running,
        "badges": SidebarState.badges,
        "icons": _ICONS,
    }
    icons = (rx.icon(name, size=14, aria_hidden="true") for name in _ICONS)
    return ConversationList.create(*icons, **properties)


def conversation_notice() -> rx.Component:
    return ConversationNotice.create()


def conversation_title() -> rx.Component:
    properties: dict[str, Any] = {"conversation": ChatState.shown_id, "title": ChatState.title}
    return Title.create(**properties)
