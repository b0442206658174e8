"""The app, assembled: pages and API. The launcher puts the guard round it, outside of everything that is Reflex's."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import reflex as rx

from rxchat import wiring
from rxchat.api.beside import ApiOnDemand, beside
from rxchat.api.old_addresses import leading_on
from rxchat.components.lib.source import EARLY_SCRIPT
from rxchat.components.shell.crash import crash_boundary
from rxchat.pages import add_pages
from rxchat.security.asgi import App as AsgiApp
from rxchat.security.websocket_frames import WebsocketFrameFilter
from rxchat.state.direct_sending import send_directly
from rxchat.state.event_guard import EventGuard, is_page_event
from rxchat.state.exception_handlers import handler_failed, page_failed
from rxchat.state.hydration import HydrationGuard
from rxchat.state.state_limits import LimitedStates
from rxchat.state.tab_sync import keep_tabs_in_step

api = ApiOnDemand(wiring.services)


def with_api(page: AsgiApp) -> AsgiApp:
    return beside(leading_on(WebsocketFrameFilter(page, is_page_event), wiring.services), api)


@asynccontextmanager
async def lifespan() -> AsyncGenerator[None]:
    in_step = asyncio.create_task(keep_tabs_in_step(app))
    try:
        yield
    finally:
        in_step.cancel()
        await asyncio.gather(in_step, return_exceptions=True)


app = rx.App(
    api_transformer=with_api,
    stylesheets=["css/tokens.css", "css/base.css"],
    head_components=[
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/apple-touch-icon.png"),
        rx.el.link(rel="manifest", href="/manifest.webmanifest"),
        rx.el.meta(name="theme-color", content="#ffffff", custom_attrs={"media": "(prefers-color-scheme: light)"}),
        rx.el.meta(name="theme-color", content="#1a1a1a", custom_attrs={"media": "(prefers-color-scheme: dark)"}),
        rx.el.script(src=f"/{EARLY_SCRIPT}"),
        rx.el.meta(name="viewport", content="width=device-width, initial-scale=1, interactive-widget=resizes-content"),
    ],
    html_lang="en",
    toaster=None,
    backend_exception_handler=handler_failed,
    frontend_exception_handler=page_failed,
)
app._state_manager = LimitedStates(connected=lambda: app.event_namespace.token_to_sid if app.event_namespace else ())
send_directly(app)
app.app_wraps[55, "ErrorBoundary"] = lambda _: crash_boundary()
del app.app_wraps[5, "Overlay"]  # Reflex's own word for a lost connection is an icon; ours is in the frame
app.add_middleware(EventGuard(), index=0)
app.add_middleware(HydrationGuard(), index=1)
app.register_lifespan_task(lifespan)
add_pages(app)
