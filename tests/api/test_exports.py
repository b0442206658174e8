"""`/api/export`."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import httpx
from fakes.acme import DONE, AcmeProvider
from fastapi import FastAPI

from rxchat.api.current_user import person
from rxchat.wiring import Services

Hello = Callable[..., dict[str, Any]]


async def test_all_conversations_are_a_file_of_either_kind(client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    for word in ("one", "two"):
        acme.say(word, DONE)
        await client.post("/api/chat", json=hello("acme:known", save=True))
    told = await client.get("/api/export")
    assert told.headers["content-type"] == "application/json"
    assert re.fullmatch(r'attachment; filename="rxchat-\d{4}-\d\d-\d\d\.json"', told.headers["content-disposition"])
    answers = [item["messages"][1]["content"] for item in told.json()["conversations"]]
    assert answers == ["one", "two"]
    packed = await client.get("/api/export", params={"format": "markdown"})
    assert packed.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert len(archive.namelist()) == 2
    assert (await client.get("/api/export", params={"format": "pdf"})).status_code == 422


async def test_nobody_takes_what_is_somebody_elses(
    api: FastAPI, client: httpx.AsyncClient, services: Services, acme: AcmeProvider, hello: Hello
):
    acme.say("Mine", DONE)
    await client.post("/api/chat", json=hello("acme:known", save=True))
    api.dependency_overrides[person] = lambda: services.auth.local_user_id + 1
    assert (await client.get("/api/export")).json()["conversations"] == []


async def test_no_key_is_in_an_export(client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    secret = "sk-ant-canary-0123456789"
    assert (await client.post("/api/providers/claude/key", json={"api_key": secret})).status_code == 200
    acme.say("Hi", DONE)
    await client.post("/api/chat", json=hello("acme:known", save=True))
    for kind in ("json", "markdown"):
        assert secret.encode() not in (await client.get("/api/export", params={"format": kind})).content
