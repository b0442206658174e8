"""Hydration: loads a tab's state before its events are handled.

After a restart or a long disconnect, a click can arrive before the page has loaded again. A page that loads also clears the
previous page's notice, except on the way to the address of a chat that was new: to a person that is the same page.
"""

from typing import Any, Final, cast

from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, OnLoadInternalState, State, StateUpdate
from reflex_base.event import Event, EventHandler
from reflex_base.utils.format import format_event_handler

from rxchat.state.chat import ChatState
from rxchat.state.notices import NoticeState
from rxchat.state.page_events import needs_chat

_LOAD: Final = format_event_handler(cast(EventHandler, ChatState.load))
_BEGINNINGS: Final = frozenset(
    format_event_handler(handler)
    for handler in (
        State.event_handlers["hydrate"],
        State.event_handlers["hydrate_and_load"],
        OnLoadInternalState.event_handlers["on_load_internal"],
    )
)
"""Reflex's first events of a page, after a load or a navigation within the app."""


class HydrationGuard(Middleware):
    async def preprocess(self, app: Any, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002 - Reflex's signature
        """None lets the event through."""
        if event.name in _BEGINNINGS:
            notices = await state.get_state(NoticeState)
            if (await state.get_state(ChatState)).arrives_at_new_chat:
                notices.take_along()
            else:
                notices.leave_behind()
        if needs_chat(event.name.rpartition(".")[0]) and event.name != _LOAD:
            await (await state.get_state(ChatState)).arrive()
        return None
