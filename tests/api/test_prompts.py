"""The prompts of an adopted file."""

import httpx
from library_clients import read


async def test_the_prompts_of_the_file_can_be_read(mine: httpx.AsyncClient):
    titles = [prompt["title"] for prompt in (await read(mine, "/api/prompts"))["prompts"]]
    assert titles == ["Plain", "Compare", "Explain"]
    assert await read(mine, "/api/prompts/categories") == {"categories": ["Engines"]}
    (compare,) = (await read(mine, "/api/prompts", q="COMPARE {a}", category="Engines"))["prompts"]
    assert (compare["text"], compare["tags"], compare["usage_count"]) == ("Compare {a} with {{b}}", ["steam", "oil"], 2)
    assert await read(mine, f"/api/prompts/{compare['id']}") == compare
