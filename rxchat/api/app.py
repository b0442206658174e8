"""The FastAPI app: all routes, errors and middleware."""

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from rxchat import __version__
from rxchat.api import (
    account,
    artifact_frame,
    artifacts,
    chat,
    context,
    conversation_batches,
    conversation_moves,
    conversation_usage,
    conversations,
    docs,
    errors,
    exports,
    folders,
    health,
    images,
    imports,
    instructions,
    messages,
    models,
    old_interface,
    preferences,
    projects,
    prompts,
    providers,
    search,
    session,
    share_pages,
    shares,
    sign_in,
    tokens,
    trash,
    usage,
)
from rxchat.api.v1 import chat_completions
from rxchat.api.v1 import messages as v1_messages
from rxchat.api.v1 import models as v1_models

DESCRIPTION = """Chat with the models of every provider, and manage what is saved.

Models are called `provider:model`. Times are RFC 3339 in UTC. Every error has the same shape: what happened, and what to do next.
"""


OURS = frozenset({"api", "artifact-frame", "metrics", "share", "shared", "sign-in", "sign-out", "v1"})
"""First path segments that belong to the API."""


SMALLEST_PACKED = 2000
"""Bytes. Gzip shrinks the list of models to a tenth."""


def create_api() -> FastAPI:
    """All routes under `/api` with their error documentation, and the sign-in routes."""
    api = FastAPI(
        title="rxchat",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        responses=errors.documented(401, 403, 500, 503),
    )
    parts = (
        *(health, session, account, models, preferences, instructions, providers, chat, old_interface, conversations),
        *(trash, shares, conversation_batches, conversation_moves, projects, folders, prompts, artifacts, artifact_frame),
        *(images, exports, messages, context, imports, search, usage, conversation_usage, tokens),
        *(v1_models, chat_completions, v1_messages, docs, sign_in, share_pages),
    )
    for part in parts:
        api.include_router(part.router)
    api.mount(docs.STATIC_PATH, docs.STATIC)
    errors.install(api)
    api.add_middleware(old_interface.OldInterface)
    api.add_middleware(GZipMiddleware, minimum_size=SMALLEST_PACKED, compresslevel=5)  # leaves event streams uncompressed
    return api


def beside(page: ASGIApp, api: ASGIApp) -> ASGIApp:
    """Route `/api` and sign-in to the API, all else to the page."""

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        first = scope["path"].split("/")[1] if scope["type"] == "http" else ""
        await (api if first in OURS else page)(scope, receive, send)

    return route
