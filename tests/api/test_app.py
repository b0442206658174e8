"""The app: the document of its routes, and what it packs."""

from typing import Any

import httpx
from fakes.acme import DONE, AcmeProvider


async def test_every_route_is_in_the_document_with_its_errors(client: httpx.AsyncClient):
    document = (await client.get("/api/openapi.json")).json()
    operations = {f"{method} {path}": its for path, methods in document["paths"].items() for method, its in methods.items()}
    assert "post /api/chat/stream" in operations
    for name, operation in operations.items():
        assert {"401", "403", "500"} <= set(operation["responses"]), name
        for status, response in operation["responses"].items():
            has_own = name in ("get /api/health", "get /api/ready") or " /v1/" in name  # where each protocol has its own
            if status >= "400" and not has_own:
                assert response["content"] == {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}


async def test_a_long_list_is_packed_for_whoever_takes_it_so_and_a_stream_is_not(
    client: httpx.AsyncClient, hello: Any, acme: AcmeProvider
):
    packed = await client.get("/api/models", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json()["models"] != []
    assert "content-encoding" not in (await client.get("/api/models", headers={"accept-encoding": "identity"})).headers
    acme.say("x" * 5000, DONE)
    stream = await client.post("/api/chat/stream", json=hello("acme:known"), headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in stream.headers
    assert "x" * 5000 in stream.text
