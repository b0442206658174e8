"""The FastAPI app: all routes, errors and middleware."""

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from rxchat import __version__
from rxchat.api import errors, old_interface, parts

DESCRIPTION = """Chat with the models of every provider, and manage what is saved.

Models are called `provider:model`. Times are RFC 3339 in UTC. Every error has the same shape: what happened, and what to do next.
"""


SMALLEST_PACKED = 2000
"""Bytes. Gzip shrinks the list of models to a tenth."""


def create_api(*, is_on_demand: bool = False, base_path: str = "") -> FastAPI:
    """All routes, with their error documentation. On demand, each part is added with its first request.

    `base_path` is what its document says that addresses begin with.
    """
    api = FastAPI(
        title="rxchat",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        servers=[{"url": base_path}] if base_path else None,
        responses=errors.documented(401, 403, 500, 503),
    )
    if is_on_demand:
        api.add_middleware(parts.PartsOnDemand)
    else:
        parts.include(api, parts.EVERY)
    errors.install(api)
    api.add_middleware(old_interface.OldInterface)
    api.add_middleware(GZipMiddleware, minimum_size=SMALLEST_PACKED, compresslevel=5)  # leaves event streams uncompressed
    return api
