"""Account: the signed-in user, on the settings page."""

from typing import Literal

import reflex as rx

from rxchat.domain.accounts import LOCAL_EMAIL
from rxchat.state.current_user import user_of
from rxchat.state.page_events import page_event
from rxchat.wiring import services

Access = Literal["", "local", "open", "team"]
"""How users sign in: with a link, not at all, with a password. Empty until it is loaded."""


class AccountState(rx.State):
    """`email` is empty for the local user that rxchat created. The commands are those of local mode."""

    name: str = ""
    email: str = ""
    initials: str = ""
    access: Access = ""
    link_command: str = ""
    token_command: str = ""

    @page_event
    async def load(self) -> None:
        auth = services().auth
        account = await auth.accounts.get(user_of(self))
        policy = auth.sessions.policy
        self.name = account.name or account.email
        self.email = account.email if account.email not in {LOCAL_EMAIL, self.name} else ""
        self.initials = initials_of(self.name)
        self.access = "team" if policy.is_team else "open" if policy.is_auth_disabled else "local"
        self.link_command, self.token_command = ("", "") if policy.is_team else (auth.link_command, auth.token_command)


def initials_of(name: str) -> str:
    """Returns the first letters of the first and the last word."""
    words = name.split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()
