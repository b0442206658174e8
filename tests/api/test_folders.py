"""The folders of an adopted file."""

import httpx
from library_clients import read


async def test_the_folders_of_the_file_can_be_read(mine: httpx.AsyncClient):
    outer, inner = (await read(mine, "/api/folders"))["folders"]
    assert (outer["name"], inner["name"], inner["parent_id"]) == ("Outer", "Inner", outer["id"])
    (inside,) = (await read(mine, "/api/conversations", q="Everything"))["conversations"]
    assert outer["conversation_ids"] == inner["conversation_ids"] == [inside["id"]]
