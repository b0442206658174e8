"""Has a tab know what it shows before an event about that is handled.

After a restart, or where a connection was lost for long, a click can come before the page has loaded itself anew.
"""

from typing import Any, Final, cast

from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event, EventHandler
from reflex_base.utils.format import format_event_handler

from rxchat.state.answer_settings import AnswerSettingsState
from rxchat.state.branches import BranchState
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState
from rxchat.state.transcript import TranscriptState

_ABOUT_THE_CHAT: Final = frozenset(
    kind.get_full_name() for kind in (AnswerSettingsState, BranchState, ChatState, ModelState, TranscriptState)
)
_LOAD: Final = format_event_handler(cast(EventHandler, ChatState.load))


class Arrival(Middleware):
    async def preprocess(self, app: Any, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002 - Reflex's signature
        """None lets the event through."""
        if event.name.rpartition(".")[0] in _ABOUT_THE_CHAT and event.name != _LOAD:
            await (await state.get_state(ChatState)).arrive()
        return None
