"""The projects of an adopted file."""

import httpx
from library_clients import read


async def test_the_projects_of_the_file_can_be_read(mine: httpx.AsyncClient):
    boilers, engines = (await read(mine, "/api/projects"))["projects"]
    assert (boilers["name"], boilers["color"], boilers["is_pinned"], boilers["conversations"]) == ("Boilers", "#d97757", True, 0)
    assert (engines["instructions"], engines["conversations"]) == ("Metric units.", 1)
    assert await read(mine, f"/api/projects/{engines['id']}") == engines
    (inside,) = (await read(mine, f"/api/projects/{engines['id']}/conversations"))["conversations"]
    assert inside["title"] == "Everything"
