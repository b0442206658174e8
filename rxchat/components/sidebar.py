"""Conversations, and the way to new ones and to the settings."""

import reflex as rx

from rxchat.components.link import link as link_to
from rxchat.state.chat import ChatState
from rxchat.state.sidebar import SidebarState
from rxchat.state.views import ConversationGroup, ConversationLink


def sidebar() -> rx.Component:
    return rx.fragment(
        rx.el.aside(
            rx.el.div(
                rx.el.span("rxchat", class_name="brand"),
                rx.el.button(
                    rx.icon("panel-left", size=18, aria_hidden="true"),
                    class_name="icon-button",
                    type="button",
                    aria_label="Close sidebar",
                    title="Close sidebar",
                    custom_attrs={"data-toggles": "sidebar"},
                ),
                class_name="sidebar-head",
            ),
            rx.el.button(
                rx.icon("plus", size=16, aria_hidden="true"),
                "New chat",
                class_name="new-chat",
                type="button",
                title="New chat (Ctrl+Shift+O)",
                custom_attrs={"data-shortcut": "new-chat", "data-leaves": ""},
                on_click=rx.redirect("/"),
            ),
            rx.el.nav(
                rx.cond(
                    SidebarState.groups,
                    rx.foreach(SidebarState.groups, _group),
                    rx.cond(ChatState.is_hydrated, rx.el.p("Conversations will appear here.", class_name="quiet")),
                ),
                aria_label="Conversations",
            ),
            rx.el.button(
                rx.icon("settings", size=16, aria_hidden="true"),
                "Settings",
                class_name="sidebar-item",
                type="button",
                custom_attrs={"data-leaves": ""},
                on_click=rx.redirect("/settings"),
            ),
            id="sidebar",
            class_name="sidebar",
            aria_label="Sidebar",
        ),
        rx.el.div(class_name="scrim", custom_attrs={"data-toggles": "sidebar"}, aria_hidden="true"),
    )


def _group(group: rx.vars.ObjectVar[ConversationGroup]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(group.name, class_name="group-name"),
        rx.el.ul(rx.foreach(group.links, _link)),
    )


def _link(link: rx.vars.ObjectVar[ConversationLink]) -> rx.Component:
    return rx.el.li(
        link_to(
            rx.el.span(link.title, class_name="link-title"),
            rx.cond(link.is_running, rx.el.span(class_name="pulse", role="img", aria_label="Answer in progress")),
            to=link.href,
            class_name=rx.cond(link.id == ChatState.shown_id, "sidebar-item current", "sidebar-item"),
            custom_attrs={"aria-current": rx.cond(link.id == ChatState.shown_id, "page", "false")},
        ),
        key=link.id.to_string(),
    )
