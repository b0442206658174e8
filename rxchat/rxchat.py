"""The app, assembled: pages and API. The launcher puts the guard round it, outside of everything that is Reflex's."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import reflex as rx

from rxchat import wiring
from rxchat.api.app import beside, create_api
from rxchat.components.shell.crash import crash_boundary
from rxchat.pages.appearance import appearance_page
from rxchat.pages.chat import chat_page
from rxchat.pages.chat_settings import chat_settings_page
from rxchat.pages.data import data_page
from rxchat.pages.missing import missing_page
from rxchat.pages.settings import settings_page
from rxchat.pages.usage import usage_page
from rxchat.security.asgi import App as AsgiApp
from rxchat.security.websocket_frames import WebsocketFrameFilter
from rxchat.state.browser_sessions import SessionState
from rxchat.state.chat import ChatState
from rxchat.state.event_guard import Doorman, is_asked_for
from rxchat.state.exception_handlers import handler_failed, page_failed
from rxchat.state.hydration import Arrival
from rxchat.state.live_reply import LiveReplyState
from rxchat.state.providers import ProviderState
from rxchat.state.spending import SpendState
from rxchat.state.state_limits import LimitedStates
from rxchat.state.tab_sync import keep_lists_in_step, keep_tabs_in_step
from rxchat.state.usage import UsageState, UsageTrendState

api = create_api()


def with_api(page: AsgiApp) -> AsgiApp:
    return beside(WebsocketFrameFilter(page, is_asked_for), api)


@asynccontextmanager
async def lifespan() -> AsyncGenerator[None]:
    async with wiring.running():
        in_step = [asyncio.create_task(keep(app)) for keep in (keep_tabs_in_step, keep_lists_in_step)]
        try:
            yield
        finally:
            for task in in_step:
                task.cancel()
            await asyncio.gather(*in_step, return_exceptions=True)


app = rx.App(
    api_transformer=with_api,
    stylesheets=["css/tokens.css", "css/base.css"],
    head_components=[
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.script(src="/js/guarded_storage.js"),
        rx.el.script(src="/js/preferences.js"),
        rx.el.script(src="/js/shell.js"),
        rx.el.script(src="/js/focus_restore.js"),
        rx.el.meta(name="viewport", content="width=device-width, initial-scale=1, interactive-widget=resizes-content"),
    ],
    html_lang="en",
    toaster=None,
    backend_exception_handler=handler_failed,
    frontend_exception_handler=page_failed,
)
app._state_manager = LimitedStates(connected=lambda: app.event_namespace.token_to_sid if app.event_namespace else ())
app.app_wraps[55, "ErrorBoundary"] = lambda _: crash_boundary()
del app.app_wraps[5, "Overlay"]  # Reflex's own word for a lost connection is an icon; ours is in the frame
app.add_middleware(Doorman(), index=0)
app.add_middleware(Arrival(), index=1)
app.register_lifespan_task(lifespan)
app.add_page(chat_page, route="/", title="rxchat", on_load=[ChatState.load, SpendState.notice])
app.add_page(chat_page, route="/c/[conversation_id]", title="rxchat", on_load=[LiveReplyState.open, SpendState.notice])
app.add_page(
    settings_page,
    route="/settings",
    title="Settings · rxchat",
    on_load=[ProviderState.load, SessionState.load, UsageTrendState.load],
)
app.add_page(usage_page, route="/settings/usage", title="Usage · rxchat", on_load=[UsageState.load, SpendState.load])
app.add_page(appearance_page, route="/settings/appearance", title="Appearance · rxchat", on_load=ChatState.load)
app.add_page(chat_settings_page, route="/settings/chat", title="Chat settings · rxchat", on_load=ChatState.load)
app.add_page(data_page, route="/settings/data", title="Data · rxchat", on_load=ProviderState.load)
app.add_page(missing_page, route="404", title="Page not found · rxchat", on_load=ChatState.load)
