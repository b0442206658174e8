"""Lists of projects, folders, prompts and artifacts: their pages, and whose they are."""

from typing import Any

import httpx
from library_clients import read


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
