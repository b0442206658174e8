"""Clients of the API over an adopted file in which person 1 has projects, folders, prompts and artifacts, and person 2 none."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from legacy_everything import make_everything_file
from pydantic import SecretStr

from rxchat import wiring
from rxchat.api.app import create_api
from rxchat.config import Settings
from rxchat.db.maintenance.legacy_import import adopt
from rxchat.security.guard import Guard

TOKEN = "a token of the settings"


@asynccontextmanager
async def client_of(tmp_path: Path, family: str, email: str) -> AsyncGenerator[httpx.AsyncClient]:
    """`family` is the kind of file, as `legacy_everything` makes it."""
    settings = Settings(data_dir=tmp_path / "data", token=SecretStr(TOKEN))
    file = make_everything_file(tmp_path / "old.db", family, people=2)
    adopt(settings.sqlite_path, file, is_dry_run=False, on_step=lambda _: None, user=email)
    async with wiring.serving(settings) as services:
        guarded: Any = Guard(create_api(), lambda: services.auth.sessions)
        signed_in = {"authorization": f"Bearer {TOKEN}"}
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(guarded), base_url="http://localhost", headers=signed_in
        ) as asking:
            yield asking


async def read(client: httpx.AsyncClient, path: str, **query: Any) -> Any:
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()
