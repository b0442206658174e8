"""The list of conversations."""

from datetime import UTC, datetime

import reflex as rx

from rxchat.state.person import user_of
from rxchat.state.views import ConversationGroup, groups_by_date
from rxchat.wiring import services

LIMIT = 100


class SidebarState(rx.State):
    """The newest conversations, grouped by date."""

    groups: list[ConversationGroup] = []  # noqa: RUF012 - Reflex gives each session its own copy

    async def refresh(self) -> None:
        user_id = user_of(self)
        conversations = await services().conversations.list_recent(user_id, limit=LIMIT)
        running = services().generations.running_in(user_id)
        self.groups = groups_by_date(conversations, running, datetime.now(UTC).astimezone())
