"""Handlers declare themselves: what does not is no page's event."""

from collections.abc import AsyncGenerator
from typing import Any

from reflex_base.event import BACKGROUND_TASK_MARKER

from rxchat.state.branches import BranchState
from rxchat.state.chat import ChatState
from rxchat.state.notices import NoticeState
from rxchat.state.page_events import is_declared, needs_chat, page_event
from rxchat.state.sidebar import SidebarState


def plain(state: Any) -> None:
    del state


async def in_the_background(state: Any) -> AsyncGenerator[None]:
    del state
    yield


def test_a_handler_is_declared_and_stays_what_it_was():
    assert not is_declared(plain)
    declared: Any = page_event
    assert declared(plain) is plain
    assert declared(background=True)(in_the_background) is in_the_background
    assert getattr(in_the_background, BACKGROUND_TASK_MARKER) is True
    assert is_declared(plain)
    assert is_declared(in_the_background)


def test_the_states_of_the_open_conversation_need_it_loaded():
    assert needs_chat(ChatState.get_full_name())
    assert needs_chat(BranchState.get_full_name())
    assert not needs_chat(NoticeState.get_full_name())
    assert not needs_chat(SidebarState.get_full_name())
