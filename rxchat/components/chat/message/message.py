"""One turn of a conversation."""

import reflex as rx

from rxchat.components.chat.message.branch_off import branch_off
from rxchat.components.chat.message.message_menu import message_options
from rxchat.components.chat.message.message_time import message_time
from rxchat.components.chat.message.summary_line import summary_line
from rxchat.components.chat.message.user_message import Question
from rxchat.components.chat.message.versions import WAIT, versions
from rxchat.components.chat.models.model_selector import provider_badge, regenerate_with, switch_model
from rxchat.components.chat.reply.reply import Reply
from rxchat.components.lib.copy_button import copy_button
from rxchat.state.branches import BranchState
from rxchat.state.chat import ChatState
from rxchat.state.sending import SendingState
from rxchat.state.views import MessageView


def message(view: rx.vars.ObjectVar[MessageView]) -> rx.Component:
    # The key goes on the outermost element. Without it Reflex uses the index, and a message added in front redraws them all.
    return rx.fragment(
        rx.cond(view.role == "user", _question(view), _answer(view)),
        rx.cond(view.is_summarized, summary_line(view)),
        key=view.id.to_string(),
    )


def _question(view: rx.vars.ObjectVar[MessageView]) -> rx.Component:
    return rx.el.article(
        rx.el.h2("You said", class_name="visually-hidden"),
        Question.create(
            message_time(view.at),
            versions(view),
            rx.cond(view.text != "", copy_button(view.text)),
            branch_off(view),
            message_options(view),
            message_id=view.id,
            text=view.text,
            images=view.images,
            accepted=BranchState.accepted,
            refused=BranchState.refused,
            wait=rx.cond(ChatState.is_running, WAIT, ""),
            on_save=BranchState.edit,
        ),
        id="m" + view.id.to_string(),
        class_name="message user",
        custom_attrs={"data-role": "user", "data-status": view.status, "data-menu-owner": ""},
    )


def _answer(view: rx.vars.ObjectVar[MessageView]) -> rx.Component:
    return rx.el.article(
        rx.el.h2(view.model, " replied", class_name="visually-hidden"),
        Reply.create(
            message_id=view.id,
            text=view.text,
            thinking=view.thinking,
            thought=view.thought,
            status=view.status,
            cards=view.cards,
        ),
        rx.cond(view.error, _failure(view)),
        rx.cond(view.note, rx.el.p(view.note, class_name="note")),
        rx.cond(view.is_cut, _continue()),
        rx.cond(view.notes, rx.el.p(view.notes, class_name="note")),
        rx.cond(view.status != "streaming", _tools(view)),
        id="m" + view.id.to_string(),
        class_name="message assistant",
        custom_attrs={
            "data-role": "assistant",
            "data-status": view.status,
            "data-provider": view.provider,
            "data-menu-owner": "",
        },
    )


def _tools(view: rx.vars.ObjectVar[MessageView]) -> rx.Component:
    is_unfinished = (view.status == "interrupted") | (view.status == "cancelled")
    return rx.el.div(
        provider_badge(view),
        rx.cond(view.text != "", copy_button(view.text)),
        rx.cond((view.status == "complete") & ~view.is_silent, _regenerate(view)),
        versions(view),
        rx.cond(view.error, rx.fragment(), rx.cond(is_unfinished, _retry(view))),
        rx.cond(view.is_silent, _retry(view, "Try again")),
        regenerate_with(view),
        branch_off(view),
        message_options(view),
        rx.el.span(message_time(view.at), rx.cond(view.facts, rx.el.span(view.facts)), class_name="facts"),
        class_name="tools",
    )


def _failure(view: rx.vars.ObjectVar[MessageView]) -> rx.Component:
    return rx.el.div(
        rx.icon("circle-alert", size=18, aria_hidden="true"),
        rx.el.div(
            rx.el.p(view.error, class_name="cause"),
            rx.cond(view.hint, rx.el.p(view.hint, class_name="hint")),
            _retry(view),
            switch_model(view),
        ),
        class_name="failure",
        role="alert",
    )


def _continue() -> rx.Component:
    """Under the last answer alone: the style sheet hides it under others."""
    return rx.el.button(
        rx.icon("arrow-right", size=14, aria_hidden="true"),
        "Continue",
        class_name="action message-continue",
        type="button",
        disabled=ChatState.is_running,
        on_click=SendingState.send("Continue", "", []),
    )


def _retry(view: rx.vars.ObjectVar[MessageView], words: str = "Retry") -> rx.Component:
    return rx.el.button(
        rx.icon("rotate-cw", size=14, aria_hidden="true"),
        words,
        class_name="action",
        type="button",
        disabled=ChatState.is_running,
        on_click=ChatState.retry(view.id),
    )


def _regenerate(view: rx.vars.ObjectVar[MessageView]) -> rx.Component:
    return rx.el.button(
        rx.icon("rotate-cw", size=15, aria_hidden="true"),
        class_name="icon-button",
        type="button",
        aria_label="Regenerate",
        title=rx.cond(ChatState.is_running, WAIT, "Regenerate"),
        disabled=ChatState.is_running,
        on_click=BranchState.regenerate(view.id),
    )
