"""A program with a token, over the services of `tests/api`."""

from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
from programs import new_token, program_of

from rxchat.wiring import Services


@pytest.fixture
async def token(services: Services) -> str:
    return await new_token(services, name="Editor")


@pytest.fixture
async def program(guarded: Any, token: str) -> AsyncGenerator[httpx.AsyncClient]:
    async with program_of(guarded, token) as asking:
        yield asking
