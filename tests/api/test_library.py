"""Projects, folders, prompts and artifacts of an adopted file."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest
from legacy_everything import PROGRAM, make_everything_file
from pydantic import SecretStr

from rxchat import wiring
from rxchat.api.app import create_api
from rxchat.config import Settings
from rxchat.db.maintenance.legacy_import import adopt
from rxchat.security.guard import Guard

TOKEN = "a token of the settings"


async def client_of(tmp_path: Path, family: str, email: str) -> AsyncGenerator[httpx.AsyncClient]:
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


@pytest.fixture(params=["numbers-extended", "text", "mixed"])
async def mine(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncGenerator[httpx.AsyncClient]:
    async for client in client_of(tmp_path, request.param, "person1@example.org"):
        yield client


@pytest.fixture
async def somebody_elses(tmp_path: Path) -> AsyncGenerator[httpx.AsyncClient]:
    async for client in client_of(tmp_path, "text", "person2@example.org"):
        yield client


async def read(client: httpx.AsyncClient, path: str, **query: Any) -> Any:
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_what_the_file_holds_can_be_read(mine: httpx.AsyncClient):
    boilers, engines = (await read(mine, "/api/projects"))["projects"]
    assert (boilers["name"], boilers["color"], boilers["is_pinned"], boilers["conversations"]) == ("Boilers", "#d97757", True, 0)
    assert (engines["instructions"], engines["conversations"]) == ("Metric units.", 1)
    assert await read(mine, f"/api/projects/{engines['id']}") == engines
    (inside,) = (await read(mine, f"/api/projects/{engines['id']}/conversations"))["conversations"]
    assert inside["title"] == "Everything"
    outer, inner = (await read(mine, "/api/folders"))["folders"]
    assert (outer["name"], inner["name"], inner["parent_id"]) == ("Outer", "Inner", outer["id"])
    assert outer["conversation_ids"] == inner["conversation_ids"] == [inside["id"]]
    titles = [prompt["title"] for prompt in (await read(mine, "/api/prompts"))["prompts"]]
    assert titles == ["Plain", "Compare", "Explain"]
    assert await read(mine, "/api/prompts/categories") == {"categories": ["Engines"]}
    (compare,) = (await read(mine, "/api/prompts", q="COMPARE {a}", category="Engines"))["prompts"]
    assert (compare["text"], compare["tags"], compare["usage_count"]) == ("Compare {a} with {{b}}", ["steam", "oil"], 2)
    assert await read(mine, f"/api/prompts/{compare['id']}") == compare
    valve, pump = (await read(mine, f"/api/conversations/{inside['id']}/artifacts"))["artifacts"]
    assert (valve["identifier"], valve["kind"], valve["language"], pump["identifier"]) == ("valve", "code", "python", "pump")
    assert (await read(mine, "/api/artifacts", q="pump"))["artifacts"] == [valve, pump]
    assert await read(mine, f"/api/artifacts/{valve['id']}") == valve | {"content": PROGRAM}
    assert await read(mine, f"/api/artifacts/{valve['id']}/versions") == {"versions": [valve | {"content": PROGRAM}]}


async def test_lists_come_in_pages(mine: httpx.AsyncClient):
    for path, name in (("/api/projects", "projects"), ("/api/prompts", "prompts"), ("/api/artifacts", "artifacts")):
        everything = await read(mine, path)
        assert everything["next_cursor"] is None
        found, cursor = list[Any](), {}
        while cursor is not None:
            page = await read(mine, path, limit=1, **cursor)
            found += page[name]
            cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None
        assert found == everything[name]
        assert (await mine.get(path, params={"cursor": "nonsense"})).status_code == 422


async def test_nothing_of_anybody_else_can_be_read(somebody_elses: httpx.AsyncClient):
    for path, empty in (
        ("/api/projects", {"projects": [], "next_cursor": None}),
        ("/api/prompts", {"prompts": [], "next_cursor": None}),
        ("/api/prompts/categories", {"categories": []}),
        ("/api/artifacts", {"artifacts": [], "next_cursor": None}),
        ("/api/folders", {"folders": []}),
    ):
        assert await read(somebody_elses, path) == empty
    for path in ("projects/1", "prompts/1", "artifacts/1", "artifacts/1/versions", "conversations/7/artifacts"):
        answer = await somebody_elses.get(f"/api/{path}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found"), path
