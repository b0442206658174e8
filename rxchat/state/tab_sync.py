"""Tab sync: pushes changes to all open tabs."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial

import reflex as rx
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State

from rxchat.domain.errors import Unauthorized
from rxchat.state.answer_settings import AnswerSettingsState
from rxchat.state.chat import ChatState
from rxchat.state.current_user import user_of
from rxchat.state.models import ModelState
from rxchat.state.providers import ProviderState
from rxchat.state.sidebar import SidebarState
from rxchat.wiring import services

log = logging.getLogger(__name__)


async def keep_tabs_in_step(app: rx.App) -> None:
    """Refresh all tabs after each change of the providers, until cancelled."""
    seen = services().changes.version
    while True:
        seen = await services().changes.after(seen)
        await _for_each(app, refresh_tab)


async def keep_lists_in_step(app: rx.App) -> None:
    """Refresh a user's tabs after each change of a conversation, until cancelled."""
    while True:
        for user_id, conversation_id in await services().conversation_changes.take():
            await _for_each(app, partial(refresh_list, user_id=user_id, conversation_id=conversation_id))


async def _for_each(app: rx.App, refresh: Callable[[rx.App, str], Awaitable[None]]) -> None:
    """A failure in one tab doesn't affect the others."""
    for token in list(app.event_namespace.token_to_sid if app.event_namespace else ()):
        try:
            await refresh(app, token)
        except Exception:
            log.exception("A tab could not be refreshed.")


async def refresh_list(app: rx.App, token: str, *, user_id: int, conversation_id: int) -> None:
    """Make a user's tab reload its list, and show the conversation as it is now where that is the open one."""
    async with app.modify_state(BaseStateToken(ident=token, cls=State)) as state:
        sidebar, chat = await state.get_state(SidebarState), await state.get_state(ChatState)
        if (
            not sidebar.changes or user_of(sidebar) != user_id
        ):  # without a change it has not loaded yet, and then does so by itself
            return
        await sidebar.refresh()
        if chat.shown_id != conversation_id:
            return
        for conversation in (
            await services().conversations.get_many(user_id, [conversation_id])
        ).values():  # none: it was deleted
            chat.title = conversation.title
            await chat.catch_up()
            (await state.get_state(AnswerSettingsState)).follow(conversation.settings)
            await (await state.get_state(ModelState)).follow(f"{conversation.provider}:{conversation.model}")


async def refresh_tab(app: rx.App, token: str) -> None:
    """Update models and providers. A tab without a user yet loads them itself."""
    async with app.modify_state(BaseStateToken(ident=token, cls=State)) as state:
        models = await state.get_state(ModelState)
        try:
            user_of(models)
        except Unauthorized:
            return
        await models.refresh()
        await (await state.get_state(ProviderState)).refresh()
