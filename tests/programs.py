"""Programs that use `/v1`, each with a token of its own."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from rxchat.domain.program_tokens import NewToken
from rxchat.wiring import Services


async def new_token(services: Services, user_id: int | None = None, **more: Any) -> str:
    """The secret of a new token, the local user's where nobody else is named."""
    new = NewToken(name=more.pop("name", f"Program {os.urandom(4).hex()}"), **more)
    _, secret = await services.auth.programs.create(user_id or services.auth.local_user_id, new)
    return secret


@asynccontextmanager
async def program_of(guarded: Any, secret: str) -> AsyncGenerator[httpx.AsyncClient]:
    """Asks in this process, with that token."""
    headers = {"authorization": f"Bearer {secret}"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(guarded), base_url="http://localhost", headers=headers) as asking:
        yield asking
