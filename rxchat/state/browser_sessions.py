"""Browser sessions: the user's signed-in browsers, in the settings."""

import reflex as rx

from rxchat.state.current_user import person_of
from rxchat.state.page_events import page_event
from rxchat.state.views import SessionView, session_view
from rxchat.wiring import services


class SessionState(rx.State):
    """The user's sessions. Ending one closes its tabs' connections within a second."""

    sessions: list[SessionView] = []  # noqa: RUF012

    @page_event
    async def load(self) -> None:
        person = person_of(self)
        found = await services().auth.sessions.list_of(person.user_id)
        views = [session_view(one, person.session_id) for one in found]
        self.sessions = sorted(views, key=lambda view: not view.is_this)  # this browser's own first

    @page_event
    async def end(self, session_id: int) -> None:
        await services().auth.sessions.end(person_of(self).user_id, session_id)
        await self.load()
