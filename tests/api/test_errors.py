"""Every error in one shape."""

import logging
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from rxchat.api.app import create_api
from rxchat.api.errors import STATUSES, RequestFailed, detail_of
from rxchat.domain import errors
from rxchat.domain.errors import Failure, ModelNotFound, ProviderError, RxchatError, StartupFailed, failure_of
from rxchat.domain.images import LARGEST_IMAGE
from rxchat.security.guard import Guard
from rxchat.wiring import Services

from .conftest import client_through

Hello = Callable[..., dict[str, Any]]
ELSEWHERE = (RxchatError, ProviderError, StartupFailed, ModelNotFound)
KINDS = [
    kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, RxchatError) and kind not in ELSEWHERE
]


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind not in (RxchatError, ProviderError, StartupFailed, ModelNotFound)]
)
def test_each_error_of_the_program_has_a_status(kind: type[RxchatError]):
    detail = detail_of(failure_of(kind("What happened.", hint="What to do.")))
    assert (detail.code, detail.message, detail.hint) == (kind.code, "What happened.", "What to do.")
    assert STATUSES[detail.code] >= 400


def test_a_model_that_its_vendor_does_not_know_is_an_unknown_model():
    assert detail_of(failure_of(ModelNotFound("Gone.", provider="acme"))).code == "unknown_model"


def test_a_code_that_nobody_has_heard_of_is_a_fault_of_ours():
    assert detail_of(Failure(code="invented", message="?")).code == "internal_error"


def test_a_vendors_failure_can_be_found_in_the_log(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        detail = detail_of(Failure(code="server_fault", message="Acme has a fault.", provider="acme"))
    assert [record.__dict__["error_id"] for record in caplog.records] == [detail.error_id]
    assert detail_of(Failure(code="invalid_request", message="No.")).error_id is None


async def test_an_unknown_address_is_told_in_json(client: httpx.AsyncClient):
    for path in ("/api/nothing", "/api", "/api/chat/nothing"):
        response = await client.get(path)
        assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


async def test_a_wrong_method_is_told_with_the_right_ones(client: httpx.AsyncClient):
    response = await client.delete("/api/models")
    assert (response.status_code, response.json()["error"]["code"]) == (405, "method_not_allowed")
    assert response.headers["allow"] == "GET"


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe", b'{"model": "\xff"}'])
async def test_what_is_not_json_is_400(client: httpx.AsyncClient, body: bytes):
    response = await client.post("/api/chat", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["error"]["code"]) == (422 if body == b"" else 400, "invalid_request")


async def test_what_does_not_fit_is_named_by_its_place_and_not_repeated(client: httpx.AsyncClient, hello: Hello):
    response = await client.post("/api/chat", json=hello("acme:known", temperature="sk-secret"))
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (422, "invalid_request")
    assert "temperature" in error["message"]
    assert "sk-secret" not in response.text


PICTURE = {"type": "image", "media_type": "image/png", "data": "AAAA"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ([PICTURE | {"data": "sk-secret"}], ".parts.0.image: data is not base64"),
        ([PICTURE], ".parts.0.image: data is not image/png"),
        ([PICTURE | {"media_type": "sk-secret"}], ".parts.0.image.media_type: Input should be 'image/png', 'image/jpeg', "),
        ([PICTURE | {"data": "A" * (LARGEST_IMAGE * 4 // 3 + 5)}], ".parts.0.image.data: String should have at most "),
        ([PICTURE | {"more": "sk-secret"}], ".parts.0.image.more: Extra inputs are not permitted"),
        ([{"type": "text", "text": "a"}, {"type": "text"}], ".parts.1.text.text: Field required"),
        ([{"type": "sk-secret", "text": "a"}], ".parts.0: 'type' should be one of 'text', 'image'"),
        ([{"text": "sk-secret"}], ".parts.0: 'type' is missing"),
        ({"text": "sk-secret"}, ": Input should be text or a list of parts"),
        (None, ": Input should be text or a list of parts"),
    ],
)
async def test_of_a_wrong_content_what_is_wrong_is_told(client: httpx.AsyncClient, content: object, told: str):
    body = {"model": "acme:known", "messages": [{"role": "user", "content": content}]}
    response = await client.post("/api/chat", json=body)
    assert response.status_code == 422
    assert response.json()["error"]["message"].startswith(f"body.messages.0.content{told}")
    assert "sk-secret" not in response.text


@pytest.mark.parametrize("named", ["application/x-www-form-urlencoded", "text/plain", None])
async def test_a_body_that_is_not_called_json_is_told_how(client: httpx.AsyncClient, named: str | None):
    response = await client.post(
        "/api/chat", content=b'{"model": "acme:known"}', headers={"content-type": named} if named else {}
    )
    assert response.status_code == 422
    assert "Content-Type: application/json" in response.json()["error"]["hint"]


@pytest.fixture
def broken_api() -> FastAPI:
    """One of a test's own, to which it adds a route that fails."""
    return create_api()


async def test_what_nobody_expected_is_told_by_an_id_that_the_log_explains(
    broken_api: FastAPI, services: Services, caplog: pytest.LogCaptureFixture
):
    @broken_api.get("/api/broken")
    async def broken() -> None:
        raise KeyError("sk-secret")

    async with client_through(Guard(broken_api, lambda: services.auth.sessions)) as client:
        response = await client.get("/api/broken")
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (500, "internal_error")
    assert "sk-secret" not in response.text
    assert "Traceback" not in response.text
    (told,) = [record for record in caplog.records if getattr(record, "error_id", None) == error["error_id"]]
    assert told.exc_info is not None
    assert told.exc_info[0] is KeyError


async def test_a_failure_kept_as_a_value_is_told_as_its_error(broken_api: FastAPI, services: Services):
    @broken_api.get("/api/failed")
    async def failed() -> None:
        raise RequestFailed(Failure(code="rate_limited", message="Slow down.", provider="acme", retry_after=0.2))

    async with client_through(Guard(broken_api, lambda: services.auth.sessions)) as client:
        response = await client.get("/api/failed")
    assert (response.status_code, response.headers["retry-after"]) == (429, "1")
