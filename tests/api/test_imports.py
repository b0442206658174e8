"""`/api/import`."""

import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from rxchat.api.current_user import person
from rxchat.security import body_limits
from rxchat.wiring import Services

QUESTION = {"uuid": "q", "sender": "human", "text": "Where to?", "created_at": "2026-03-01T10:00:00Z"}
TRIP = {"uuid": "u-1", "name": "Trip", "created_at": "2026-03-01T10:00:00Z", "chat_messages": [QUESTION]}
FILE = json.dumps([TRIP, {"uuid": "u-2", "name": "Empty", "chat_messages": []}]).encode()


def left_in(folder: Path) -> list[str]:
    return [path.name for path in (folder / "uploads").glob("*")]


async def test_a_file_is_looked_at_and_imported_and_gone(client: httpx.AsyncClient, services: Services):
    told = await client.post("/api/import/preview", content=FILE)
    assert told.status_code == 200
    assert told.json() == {
        "sources": ["claude"],
        "conversations": 1,
        "messages": 1,
        "projects": 0,
        "folders": 0,
        "prompts": 0,
        "artifacts": 0,
        "shares": 0,
        "instructions": 0,
        "duplicates": 0,
        "failed": 1,
        "failures": [{"title": "Empty", "reason": "This chat has no messages."}],
        "left_out": {},
        "first_at": "2026-03-01T10:00:00Z",
        "last_at": "2026-03-01T10:00:00Z",
    }
    assert (await client.get("/api/conversations")).json()["conversations"] == []
    assert (await client.post("/api/import", content=FILE)).json() == told.json()
    [conversation] = (await client.get("/api/conversations", params={"q": "where"})).json()["conversations"]
    assert (conversation["title"], conversation["provider"], conversation["created_at"]) == (
        "Trip",
        "claude",
        "2026-03-01T10:00:00Z",
    )
    assert (await client.post("/api/import", content=FILE)).json()["duplicates"] == 1
    assert left_in(services.settings.data_dir) == []


async def test_an_export_of_all_is_imported_by_somebody_else(api: FastAPI, client: httpx.AsyncClient, services: Services):
    await client.post("/api/import", content=FILE)
    exported = (await client.get("/api/export")).content
    eve = await services.auth.accounts.add("eve@example.org", "Eve", "a long password of Eve")
    api.dependency_overrides[person] = lambda: eve
    assert (await client.post("/api/import", content=exported)).json()["conversations"] == 1


@pytest.mark.parametrize("content", [b"", b"nonsense", b"[]", b"PK\x03\x04", b"[" * 100_000])
async def test_what_is_no_export_is_one_clear_error(client: httpx.AsyncClient, services: Services, content: bytes):
    for path in ("/api/import", "/api/import/preview"):
        response = await client.post(path, content=content)
        assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_request")
        assert response.json()["error"]["hint"]
    assert left_in(services.settings.data_dir) == []


async def test_more_than_two_gibibytes_are_not_read(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch):
    response = await client.post("/api/import", content=b"x", headers={"content-length": str(2**31 + 1)})
    assert response.status_code == 413
    monkeypatch.setitem(body_limits.MOST_BY_PATH, "/api/import", 1000)

    async def pieces() -> AsyncGenerator[bytes]:
        for _ in range(20):
            yield b"[" + b" " * 99

    assert (await client.post("/api/import", content=pieces())).status_code == 413


async def test_one_import_runs_at_a_time_and_says_how_far_it_is(client: httpx.AsyncClient, services: Services):
    still: dict[str, Any] = {"is_running": False, "share": 0.0, "conversations": 0, "messages": 0, "duplicates": 0}
    assert (await client.get("/api/import")).json() == still
    async with services.transfer.imports.started(services.auth.local_user_id):
        assert (await client.get("/api/import")).json() == still | {"is_running": True}
        refused = await client.post("/api/import", content=FILE)
        assert (refused.status_code, refused.json()["error"]["message"]) == (422, "Another import is already running.")
    assert (await client.post("/api/import", content=FILE)).status_code == 200
