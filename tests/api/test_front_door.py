"""Every route there is, asked by nobody and by somebody else. A new route without a decision fails here."""

import base64
import json
import re
import shutil
import sqlite3
from collections.abc import AsyncGenerator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes.acme import DONE, AcmeProvider
from pictures import png
from prepared_api import prepared_api

from rxchat import wiring
from rxchat.api.beside import beside
from rxchat.config import Settings
from rxchat.rxchat import app as page
from rxchat.security.asgi import Receive, Scope, Send
from rxchat.security.guard import OPEN_PATHS, Guard
from rxchat.security.tokens import bearer_token
from rxchat.services import master_key_check
from rxchat.wiring import Services

ECHO = """
from fakes.acme import AcmeProvider

class Echo(AcmeProvider):
    name = "echo"
    async def get_models(self):
        return self.known_models()
"""
# What stands open, and why: is the program up; the way in; the way out; the door's icon, and those of an installed rxchat.
DECIDED_OPEN = {"/api/health", "/api/ready", "/sign-in", "/sign-in/{code}", "/sign-out", "/favicon.svg", "/manifest.webmanifest"}
DECIDED_OPEN |= {"/icon-192.png", "/icon-512.png", "/icon-maskable-512.png", "/apple-touch-icon.png"}
# The metrics have a door of their own: tests/security/test_metrics_access.py.
APART = {"/metrics"}
# What a share link shows may be read by anybody, and only read.
SHARED = {
    "/api/share/{token}",
    *(f"/{name}/{{token}}{rest}" for name in ("share", "shared") for rest in ("", "/", "/images/{position}/{number}")),
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PAGES = (
    "/",
    "/c/1",
    "/settings",
    "/settings/usage",
    "/_event/",
    "/_upload",
    "/ping",
    "/_health",
    "/auth-codespace",
    "/assets/x.js",
    "/js/early.js",
)
# Which route takes whose ids. `{provider}` names no row of a person.
ID_TAKING = {
    "/api/artifacts/{artifact_id}",
    "/api/artifacts/{artifact_id}/fork",
    "/api/artifacts/{artifact_id}/restore",
    "/api/artifacts/{artifact_id}/versions",
    "/api/messages/{message_id}/artifacts",
    "/api/conversations/{conversation_id}",
    "/api/conversations/{conversation_id}/artifacts",
    "/api/conversations/{conversation_id}/branch",
    "/api/conversations/{conversation_id}/compact",
    "/api/conversations/{conversation_id}/context",
    "/api/conversations/{conversation_id}/duplicate",
    "/api/conversations/{conversation_id}/export",
    "/api/conversations/{conversation_id}/instructions",
    "/api/conversations/{conversation_id}/messages",
    "/api/conversations/{conversation_id}/restore",
    "/api/conversations/{conversation_id}/share",
    "/api/conversations/{conversation_id}/usage",
    "/api/conversations/{conversation_id}/share/preview",
    "/api/conversations/{conversation_id}/share/preview/images/{position}/{number}",
    "/api/folders/{folder_id}",
    "/api/folders/{folder_id}/conversations",
    "/api/folders/{folder_id}/items",
    "/api/folders/{folder_id}/items/{conversation_id}",
    "/api/images/{image_id}",
    "/api/messages/{message_id}",
    "/api/messages/{message_id}/images/{number}",
    "/api/messages/{message_id}/restore",
    "/api/messages/{message_id}/summary",
    "/api/projects/{project_id}",
    "/api/projects/{project_id}/conversations",
    "/api/projects/{project_id}/usage",
    "/api/prompts/{prompt_id}",
    "/api/prompts/{prompt_id}/use",
    "/api/share/{token}",
    "/api/share/{token}/settings",
    "/api/share/{token}/snapshot",
    "/api/tokens/{token_id}",
}


def routes() -> Iterator[tuple[str, str]]:
    """Method and address of everything that answers, from the app itself."""
    for part in prepared_api().routes:
        inner = getattr(part, "original_router", None)
        for route in inner.routes if inner is not None else [part]:
            path: str = getattr(route, "path", "").replace(":int}", "}").replace(":path}", "}")
            yield from ((method, path) for method in (getattr(route, "methods", None) or ("GET",)))
    for path in PAGES:
        yield from ((method, path) for method in METHODS)
    assert page.event_namespace is not None


@pytest.fixture
async def services(tmp_path: Path, new_file: Path) -> AsyncGenerator[Services]:
    settings = Settings(data_dir=tmp_path, mode="team")
    (tmp_path / "providers").mkdir()
    (tmp_path / "providers" / "echo.py").write_text(ECHO)
    shutil.copy(new_file, settings.sqlite_path)
    async with wiring.serving(settings) as built:
        for name in ("ada", "eve"):
            await built.auth.accounts.add(f"{name}@example.org", name, "correct horse battery")
        yield built


async def anything(scope: Scope, receive: Receive, send: Send) -> None:
    """Stands in for the built page: whatever reaches it is given away."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
    await send({"type": "http.response.body", "body": b"inside"})


def client(services: Services, **headers: str) -> httpx.AsyncClient:
    guarded: Any = Guard(beside(anything, prepared_api()), lambda: services.auth.sessions)
    return httpx.AsyncClient(transport=httpx.ASGITransport(guarded), base_url="http://localhost:8000", headers=headers)


def named(path: str, ids: dict[str, Any]) -> str:
    """The address of one thing; what `ids` does not name is 1."""
    return re.sub(r"\{(\w+)\}", lambda place: str(ids.get(place[1], 1)), path)


async def token_of(services: Services, name: str) -> dict[str, str]:
    account = next(one for one in await services.auth.accounts.list_all() if one.email == f"{name}@example.org")
    token = bearer_token(master_key_check.load_key(services.settings), account.id, account.password_hash)
    return {"authorization": f"Bearer {token}"}


def keep_a_library(path: Path, email: str, conversation_id: int) -> None:
    """A project, a folder, a prompt and an artifact of one person, as the older program leaves them. Each has the id 1."""
    with closing(sqlite3.connect(path)) as connection, connection:
        (user_id,) = connection.execute("SELECT id FROM users WHERE email = ?", (email,)).fetchone()
        for statement in (
            "INSERT INTO projects (user_id, name) VALUES (:user, 'A secret plan')",
            "INSERT INTO conversation_folders (user_id, name) VALUES (:user, 'A secret folder')",
            "INSERT INTO conversation_folder_items (folder_id, conversation_id) VALUES (1, :conversation)",
            "INSERT INTO prompt_library (user_id, title, prompt_template) VALUES (:user, 'Mine', 'A secret prompt')",
            "INSERT INTO artifacts (message_id, conversation_id, type, title, content)"
            " SELECT id, conversation_id, 'text', 'Mine', 'A secret page' FROM messages"
            " WHERE conversation_id = :conversation AND role = 'assistant'",
        ):
            connection.execute(statement, {"user": user_id, "conversation": conversation_id})


def test_what_stands_open_was_decided_on():
    assert OPEN_PATHS | {"/sign-in/{code}"} == DECIDED_OPEN


async def test_without_a_session_every_route_is_shut_but_those(services: Services):
    asked: set[str] = set()
    origins = {"origin": "http://localhost:8000"}
    for headers in ({}, origins, origins | {"cookie": "rxchat_session=guess"}, {"authorization": "Bearer guess"}):
        async with client(services, **headers) as nobody:
            for method, path in routes():
                if path in DECIDED_OPEN | APART:
                    continue
                answer = await nobody.request(method, named(path, {"provider": "echo"}))
                is_read = path in SHARED and method in ("GET", "HEAD")
                assert answer.status_code in ((404, 405) if is_read else (401, 403)), (method, path, answer.status_code)
                assert answer.text != "inside"
                asked.add(path)
    assert len(asked) > 15


def test_every_route_that_takes_a_persons_id_is_known():
    taking = {path for _, path in routes() if "{" in path} - {
        "/sign-in/{code}",
        "/share{rest}",
        "/shared{rest}",
        "/v1/models/{model}",
    }
    taking = (taking - SHARED) | {"/api/share/{token}"}
    assert {path for path in taking if "{provider}" not in path and not path.startswith("/api/docs")} == ID_TAKING


async def test_nobody_reads_or_changes_what_is_somebody_elses(services: Services, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(AcmeProvider, "can_name_conversations", False)  # the one call that is counted is the answer
    provider: Any = services.providers.factory.create("echo")
    provider.say("A secret answer.", DONE)
    picture = {"type": "image", "media_type": "image/png", "data": base64.b64encode(png()).decode()}
    content = [picture, {"type": "text", "text": "A secret question"}]
    body = {"model": "echo:known", "messages": [{"role": "user", "content": content}], "save": True}
    async with (
        client(services, **await token_of(services, "ada")) as ada,
        client(services, **await token_of(services, "eve")) as eve,
    ):
        mine = (await ada.post("/api/chat", json=body)).json()["conversation_id"]
        keep_a_library(services.settings.sqlite_path, "ada@example.org", mine)
        before = (await ada.get(f"/api/conversations/{mine}/messages")).json()
        assert "A secret answer." in json.dumps(before)
        waiting = (await ada.post("/api/images", content=png())).json()["id"]
        link = (await ada.post(f"/api/conversations/{mine}/share", json={})).json()
        await ada.put(f"/api/share/{link['token']}/settings", json={"is_public": False})
        ids = {"conversation_id": mine, "message_id": before["messages"][0]["id"], "image_id": waiting, "token": link["token"]}
        assert (await ada.post("/api/tokens", json={"name": "A secret program"})).json()["id"] == 1
        for path in ("/api/artifacts/1", "/api/folders/1", "/api/projects/1", "/api/prompts/1"):
            assert "secret" in (await ada.get(path)).text
        bodies: dict[str, dict[str, Any]] = {"share": {}, "settings": {}, "snapshot": {}, "instructions": {"person": False}}
        bodies |= {"items": {"conversation_id": mine}, "{folder_id}": {"name": "Taken"}}
        bodies["use"] = {"values": {"title": "Taken"}}
        bodies |= {"summary": {"text": "Taken"}, "compact": {}}
        bodies["{project_id}"] = {"name": "Taken"}
        bodies["artifacts"] = {"content": "Taken"}
        bodies["branch"] = {"message_id": before["messages"][0]["id"]}
        for path in sorted(ID_TAKING):
            for method in METHODS:
                change = bodies.get(path.rpartition("/")[2], {"title": "Taken"})
                answer = await eve.request(method, named(path, ids), json=change)
                is_nothing = answer.status_code in (404, 405, 410) or (method, answer.content) == ("DELETE", b"")
                assert is_nothing, (method, path, answer.status_code)
                assert "secret" not in answer.text
        assert (await eve.get("/api/share")).json()["links"] == []
        assert (await ada.get("/api/share")).json()["links"] == [link | {"is_public": False}]
        carried_on = await eve.post("/api/chat", json=body | {"conversation_id": mine, "save": False})
        assert carried_on.status_code == 404
        listed = await eve.get("/api/conversations", params={"q": "secret"})
        assert listed.json()["conversations"] == []
        assert len((await ada.get("/api/search", params={"q": "secret"})).json()["names"]) == 2
        assert not any((await eve.get("/api/search", params={"q": "secret"})).json().values())
        assert not any((await eve.get("/api/search/filters")).json().values())
        assert [each["id"] for each in (await ada.get("/api/tokens")).json()["tokens"]] == [1]
        assert (await eve.get("/api/tokens")).json() == {"tokens": []}
        cap = await ada.put("/api/usage/caps/overall", json={"monthly_limit": 5})
        assert len(cap.json()["caps"]) == 1
        assert (await eve.delete("/api/usage/caps/overall")).json()["caps"] == []
        assert (await ada.get("/api/usage/caps")).json() == cap.json()
        assert (await ada.get("/api/usage")).json()["total"]["requests"] == 1
        assert (await eve.get("/api/usage")).json()["total"]["requests"] == 0
        assert (await eve.get("/api/conversations")).json()["conversations"] == []
        assert (await ada.get(f"/api/conversations/{mine}/messages")).json() == before
        for path in (before["messages"][0]["images"][0], f"/api/images/{waiting}"):
            assert (await ada.get(path)).content == png()
        assert (await ada.get(f"/api/conversations/{mine}")).json()["title"] != "Taken"
