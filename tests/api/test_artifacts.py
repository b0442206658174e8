"""The artifacts of an adopted file."""

import httpx
import pytest
from legacy_everything import PROGRAM
from library_clients import read


async def test_the_artifacts_of_the_file_can_be_read(mine: httpx.AsyncClient):
    (inside,) = (await read(mine, "/api/conversations", q="Everything"))["conversations"]
    valve, pump = (await read(mine, f"/api/conversations/{inside['id']}/artifacts"))["artifacts"]
    assert (valve["identifier"], valve["kind"], valve["language"], pump["identifier"]) == ("valve", "code", "python", "pump")
    assert (await read(mine, "/api/artifacts", q="pump"))["artifacts"] == [valve, pump]
    assert await read(mine, f"/api/artifacts/{valve['id']}") == valve | {"content": PROGRAM}
    assert await read(mine, f"/api/artifacts/{valve['id']}/versions") == {"versions": [valve | {"content": PROGRAM}]}


async def test_an_artifact_is_edited_renamed_copied_deleted_and_restored(mine: httpx.AsyncClient):
    valve = (await read(mine, "/api/artifacts", q="Valve"))["artifacts"][0]
    path = f"/api/artifacts/{valve['id']}"
    edited = (await mine.put(path, json={"content": "print('shut')"})).json()
    assert (edited["version"], edited["is_edit"], edited["identifier"]) == (valve["version"] + 1, True, "valve")
    renamed = (await mine.put(f"/api/artifacts/{edited['id']}", json={"title": "Gate"})).json()
    assert renamed == edited | {"title": "Gate", "file_name": "Gate.py"}
    versions = (await read(mine, f"{path}/versions"))["versions"]
    assert [(each["title"], each["content"]) for each in versions] == [("Gate", PROGRAM), ("Gate", "print('shut')")]
    answer = f"/api/conversations/{valve['conversation_id']}/messages"
    shown = (await read(mine, answer))["messages"][-1]["content"]
    assert "**Gate**\n\n```python\nprint('shut')\n```" in shown
    fork = await mine.post(f"{path}/fork", json={"title": "Other"})
    assert (fork.status_code, fork.json()["version"], fork.json()["content"]) == (201, 1, PROGRAM)
    assert fork.json()["identifier"] != "valve"
    assert (await mine.delete(path)).status_code == 204
    assert (await mine.get(f"/api/artifacts/{edited['id']}")).status_code == 404
    text = (await read(mine, answer))["messages"][-1]["content"]
    assert "*Deleted: Gate*" in text
    assert "shut" not in text
    assert "**Other**" in text
    assert (await mine.delete(path)).status_code == 404
    assert (await mine.post(f"{path}/restore")).json()["title"] == "Gate"
    assert len((await read(mine, f"{path}/versions"))["versions"]) == 2


@pytest.mark.parametrize("body", [{"title": " "}, {"title": "x" * 300}, {"kind": "svg"}, {"content": 7}])
async def test_a_change_that_does_not_fit_is_refused(mine: httpx.AsyncClient, body: dict[str, object]):
    valve = (await read(mine, "/api/artifacts", q="Valve"))["artifacts"][0]
    assert (await mine.put(f"/api/artifacts/{valve['id']}", json=body)).status_code == 422
    assert (await mine.put("/api/artifacts/999", json={"title": "x"})).status_code == 404


async def test_a_block_of_an_answer_is_opened_as_an_artifact(mine: httpx.AsyncClient):
    message = (await read(mine, "/api/artifacts", q="Valve"))["artifacts"][0]["message_id"]
    path = f"/api/messages/{message}/artifacts"
    made = await mine.post(path, json={"language": "svg", "content": "<svg><title>Dial</title></svg>"})
    assert (made.status_code, made.json()["format"], made.json()["file_name"]) == (201, "svg", "Dial.svg")
    assert (await mine.post(path, json={"language": "svg", "content": "<svg><title>Dial</title></svg>\n"})).json() == made.json()
    assert (await mine.post(path, json={"content": " \n"})).status_code == 422
    assert (await mine.post("/api/messages/999/artifacts", json={"content": "x"})).status_code == 404
