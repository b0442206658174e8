"""Every open tab, told what has changed."""

import logging

import reflex as rx
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State

from rxchat.domain.errors import Unauthorized
from rxchat.state.models import ModelState
from rxchat.state.person import user_of
from rxchat.state.providers import ProviderState
from rxchat.wiring import services

log = logging.getLogger(__name__)


async def keep_tabs_in_step(app: rx.App) -> None:
    """Refresh all tabs after each change of the providers, until this is cancelled."""
    seen = services().changes.version
    while True:
        seen = await services().changes.after(seen)
        for token in list(app.event_namespace.token_to_sid if app.event_namespace else ()):
            try:
                await refresh_tab(app, token)
            except Exception:
                log.exception("A tab could not be refreshed.")


async def refresh_tab(app: rx.App, token: str) -> None:
    """Show the models and providers there are now. A tab that nobody has signed in to yet loads them by itself."""
    async with app.modify_state(BaseStateToken(ident=token, cls=State)) as state:
        models = await state.get_state(ModelState)
        try:
            user_of(models)
        except Unauthorized:
            return
        if models.chosen or models.groups:
            models.offer(models.chosen)
        await (await state.get_state(ProviderState)).refresh()
