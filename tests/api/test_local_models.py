"""`/api/local-models` over HTTP."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from rxchat.domain.errors import DownloadFailed
from rxchat.domain.local_models import OFFERED, ModelSource
from rxchat.providers.local_engine.downloads import Progress
from rxchat.services.providers import local_models as module
from rxchat.wiring import Services

PATH = "/api/local-models"
REF = "org/m-GGUF:Model.gguf"


async def test_models_are_offered_downloaded_and_deleted(
    client: httpx.AsyncClient, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    has_begun, may_end = asyncio.Event(), asyncio.Event()

    async def download(source: ModelSource, folder: Path) -> AsyncGenerator[Progress]:
        yield Progress(5, 10)
        has_begun.set()
        await may_end.wait()
        if source.name == "Model":
            raise DownloadFailed("Gone.", hint="Again.")
        (folder / f"{source.name}.gguf").write_bytes(b"GGUF")

    (tmp_path / "models").mkdir()
    monkeypatch.setattr(module, "download", download)
    listed = (await client.get(PATH)).json()
    assert [model["name"] for model in listed["offered"]] == [model.name for model in OFFERED]
    assert (listed["models"], listed["downloads"], listed["is_offline"]) == ([], [], False)
    assert (await client.post(PATH, json={"model": "qwen3-4b"})).status_code == 202
    await has_begun.wait()
    (running,) = (await client.get(PATH)).json()["downloads"]
    assert (running["name"], running["done"], running["total"], running["error"]) == ("Qwen3-4B-Q4_K_M", 5, 10, None)
    assert (await client.post(PATH, json={"model": REF})).status_code == 202
    may_end.set()
    while any(each.failed is None for each in services.providers.local_models.downloads):  # noqa: ASYNC110 - the page asks too
        await asyncio.sleep(0.001)
    listed = (await client.get(PATH)).json()
    assert listed["models"] == [{"name": "Qwen3-4B-Q4_K_M", "size": 4}]
    assert [model["name"] for model in listed["offered"] if model["is_downloaded"]] == ["qwen3-4b"]
    assert [(each["source"], each["error"]["hint"]) for each in listed["downloads"]] == [(REF, "Again.")]
    assert (await client.delete(f"{PATH}/downloads", params={"model": REF})).status_code == 204
    assert (await client.delete(f"{PATH}/downloads", params={"model": REF})).status_code == 404
    assert (await client.delete(PATH, params={"name": "Qwen3-4B-Q4_K_M"})).status_code == 204
    assert (await client.delete(PATH, params={"name": "../rxchat"})).status_code == 404


@pytest.mark.parametrize("model", ["", "made-up", "org/m:../x.gguf", "org/m:x.bin"])
async def test_what_is_no_model_is_refused(client: httpx.AsyncClient, model: str):
    refused = await client.post(PATH, json={"model": model})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "invalid_request")
