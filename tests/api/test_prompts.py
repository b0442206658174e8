"""The prompt library: of an adopted file, and of a team."""

import io
import zipfile
from typing import Any
from unittest.mock import ANY

import httpx
import pytest
from library_clients import read

NEW = {"title": "Haiku", "text": "A haiku about {topic} in {{language}}.", "tags": ["short"]}


async def added(client: httpx.AsyncClient, **values: Any) -> Any:
    answer = await client.post("/api/prompts", json=NEW | values)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_the_prompts_of_the_file_can_be_read(mine: httpx.AsyncClient):
    titles = [prompt["title"] for prompt in (await read(mine, "/api/prompts"))["prompts"]]
    assert titles == ["Plain", "Compare", "Explain"]
    assert await read(mine, "/api/prompts/categories") == {"categories": ["Engines"]}
    (compare,) = (await read(mine, "/api/prompts", q="COMPARE {a}", category="Engines"))["prompts"]
    assert (compare["text"], compare["tags"], compare["usage_count"]) == ("Compare {a} with {{b}}", ["steam", "oil"], 2)
    assert await read(mine, f"/api/prompts/{compare['id']}") == compare


async def test_a_prompt_is_written_used_and_deleted(client: httpx.AsyncClient):
    made = await added(client, description=" Three lines ", category="Poems")
    assert (made["description"], made["is_own"], made["owner"], made["usage_count"]) == ("Three lines", True, "", 0)
    here = f"/api/prompts/{made['id']}"
    changed = (await client.patch(here, json={"tags": ["a", "b"], "is_public": True})).json()
    assert (changed["tags"], changed["is_public"], changed["title"]) == (["a", "b"], True, "Haiku")
    assert (await client.put(here, json={"title": "Poem"})).json() == changed | {"title": "Poem", "updated_at": ANY}
    assert await read(client, "/api/prompts/tags") == {"tags": ["a", "b"]}
    used = (await client.post(f"{here}/use", json={"values": {"topic": "{language}"}})).json()
    assert used == {"text": "A haiku about {language} in {{language}}.", "missing": ["language"], "usage_count": 1}
    assert (await client.post(f"{here}/use")).json()["usage_count"] == 2
    (summary,) = (await read(client, "/api/prompts/summaries", q="poem", tag="A", category="Poems", sort="used"))["prompts"]
    assert summary == {("opening" if name == "text" else name): value for name, value in (await read(client, here)).items()}
    assert (await client.delete(here)).status_code == 204
    for answer in (
        await client.get(here),
        await client.delete(here),
        await client.patch(here, json={}),
        await client.post(f"{here}/use"),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    again = await added(client, usage_count=2, created_at=made["created_at"])
    assert (again["usage_count"], again["created_at"]) == (2, made["created_at"])


@pytest.mark.parametrize("sort", ["recent", "used", "title"])
async def test_each_order_has_pages(client: httpx.AsyncClient, sort: str):
    for title in ("b", "A", "c"):
        await added(client, title=title)
    for path in ("/api/prompts", "/api/prompts/summaries"):
        found, cursor = list[Any](), dict[str, str]()
        while len(found) < 9:
            page = await read(client, path, limit=1, sort=sort, **cursor)
            found += page["prompts"]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert found == (await read(client, path, sort=sort))["prompts"]
        assert [one["title"] for one in found] == (["A", "b", "c"] if sort == "title" else ["c", "A", "b"])
    refused = await client.get("/api/prompts", params={"sort": "title" if sort == "used" else "used", **cursor})
    assert refused.status_code == 422


async def test_prompts_leave_and_come_as_files(client: httpx.AsyncClient):
    await added(client, title="One: a/b", category="Poems", is_public=True)
    answer = await client.get("/api/prompts/export")
    assert answer.headers["content-type"] == "application/zip"
    assert ".zip" in answer.headers["content-disposition"]
    (name,) = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert name.endswith("One a b (1).md")
    files = [
        ("files", ("all.zip", answer.content)),
        ("files", ("two.md", b"---\ntags: [x]\n---\nSay {a}.")),
        ("files", ("bad.md", b"---\na: b: c\n---\nx")),
    ]
    first = await client.post("/api/prompts/import", files=files)
    reason = "Its front matter has a mistake in line 2. Put texts with a colon in quotes."
    assert first.json() == {"added": 1, "duplicates": 1, "rejected": 1, "reasons": [{"name": "bad.md", "reason": reason}]}
    assert (await client.post("/api/prompts/import", files=files)).json()["added"] == 0
    assert {one["title"] for one in (await read(client, "/api/prompts"))["prompts"]} == {"One: a/b", "two"}
    assert (await client.post("/api/prompts/import", files={})).status_code == 422
    too_much = await client.post("/api/prompts/import", files=[("files", ("big.md", b"x" * (17 * 2**20)))])
    assert too_much.status_code == 413


async def test_the_older_programs_addresses_work(client: httpx.AsyncClient):
    made = await client.post("/api/prompts/library", json={"title": "Old", "promptTemplate": "Say {a}.", "isPublic": False})
    assert (made.status_code, made.json()["text"]) == (201, "Say {a}.")
    for path in ("/api/prompts/library", "/api/search/prompts?q=say"):
        assert [one["title"] for one in (await client.get(path)).json()["prompts"]] == ["Old"]
    changed = await client.put(f"/api/prompts/{made.json()['id']}", json={"prompt_template": "Sing {a}."})
    assert changed.json()["text"] == "Sing {a}."
