"""Clients of the API over an adopted file in which person 1 has projects, folders, prompts and artifacts, and person 2 none."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from adopted_files import copy_adopted
from prepared_api import prepared_api
from pydantic import SecretStr

from rxchat import wiring
from rxchat.config import Settings
from rxchat.security.guard import Guard

TOKEN = "a token of the settings"


@asynccontextmanager
async def client_of(tmp_path: Path, family: str, email: str) -> AsyncGenerator[httpx.AsyncClient]:
    """`family` is the kind of file, as `legacy_everything` makes it."""
    settings = Settings(data_dir=tmp_path / "data", token=SecretStr(TOKEN))
    copy_adopted(settings.sqlite_path, family, people=2, user=email)
    async with wiring.serving(settings) as services:
        guarded: Any = Guard(prepared_api(), lambda: services.auth.sessions)
        signed_in = {"authorization": f"Bearer {TOKEN}"}
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(guarded), base_url="http://localhost", headers=signed_in
        ) as asking:
            yield asking


async def read(client: httpx.AsyncClient, path: str, **query: Any) -> Any:
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()
