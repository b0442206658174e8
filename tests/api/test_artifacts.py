"""The artifacts of an adopted file."""

import httpx
from legacy_everything import PROGRAM
from library_clients import read


async def test_the_artifacts_of_the_file_can_be_read(mine: httpx.AsyncClient):
    (inside,) = (await read(mine, "/api/conversations", q="Everything"))["conversations"]
    valve, pump = (await read(mine, f"/api/conversations/{inside['id']}/artifacts"))["artifacts"]
    assert (valve["identifier"], valve["kind"], valve["language"], pump["identifier"]) == ("valve", "code", "python", "pump")
    assert (await read(mine, "/api/artifacts", q="pump"))["artifacts"] == [valve, pump]
    assert await read(mine, f"/api/artifacts/{valve['id']}") == valve | {"content": PROGRAM}
    assert await read(mine, f"/api/artifacts/{valve['id']}/versions") == {"versions": [valve | {"content": PROGRAM}]}
