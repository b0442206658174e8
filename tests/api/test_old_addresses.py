"""Addresses of the Claude-only program."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest
from adopted_files import copy_adopted
from legacy_families import old_id
from pydantic import SecretStr

from rxchat import wiring
from rxchat.api.old_addresses import leading_on
from rxchat.config import Settings
from rxchat.security.guard import Guard, Receive, Scope, Send

TOKEN = "a token of the settings"
PAGE = "the page"


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": PAGE.encode()})


@pytest.fixture(params=["mixed", "numbers"])
def family(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def client(tmp_path: Path, family: str) -> AsyncGenerator[httpx.AsyncClient]:
    settings = Settings(data_dir=tmp_path, token=SecretStr(TOKEN))
    copy_adopted(settings.sqlite_path, family, is_everything=False)
    async with wiring.serving(settings) as services:
        guarded: Any = Guard(leading_on(page, lambda: services), lambda: services.auth.sessions)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(guarded), base_url="http://localhost") as asking:
            yield asking


async def test_old_addresses_lead_to_the_same_conversation(client: httpx.AsyncClient, family: str):
    old = old_id(family, "conversations", 2)
    signed_in = {"authorization": f"Bearer {TOKEN}"}
    prefixes = ("/conversation", "/chat", "/c") if isinstance(old, str) else ("/conversation", "/chat")
    for path in (f"{prefix}/{old}{end}" for prefix in prefixes for end in ("", "/")):
        answer = await client.get(path, headers=signed_in)
        assert (answer.status_code, answer.headers["location"]) == (301, "/c/2"), path
        assert (await client.get(path)).status_code == 401
    deleted = old_id(family, "conversations", 3)
    for path in ("/c/2", "/", "/c/unknown", f"/conversation/{deleted}", f"/chat/{deleted}", f"/other/{old}", f"/chat/{old}/more"):
        assert (await client.get(path, headers=signed_in)).text == PAGE, path
    assert (await client.post(f"/chat/{old}", headers=signed_in)).text == PAGE
