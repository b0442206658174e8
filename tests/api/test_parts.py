"""Parts of the API, by the addresses at which they answer."""

import asyncio
from collections import defaultdict
from importlib import import_module
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from rxchat.api import parts
from rxchat.api.parts import EVERY, PARTS, SOON, PartsOnDemand, parts_of

API = Path(parts.__file__).parent


def test_every_module_with_routes_is_a_part() -> None:
    files = [path for path in API.rglob("*.py") if "APIRouter(" in path.read_text()]
    assert {".".join(path.relative_to(API).with_suffix("").parts) for path in files} == set(EVERY)


def test_an_address_names_all_modules_with_routes_under_it_and_no_other() -> None:
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for part in EVERY:
        for route in import_module(f"rxchat.api.{part}").router.routes:
            path = route.path.replace("{rest:path}", "/{rest:path}")
            assert part in parts_of(path), path
            found[parts_of(path)].add(part)
    assert {frozenset(its) for its in PARTS.values()} == {frozenset(its) for its in found.values()}


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/api/folders", ("folders",)),
        ("/api/folders/1/conversations", ("folders",)),
        ("/v1/messages/count_tokens", ("v1.messages",)),
        ("/shared/abc", ("share_pages",)),
        ("/sign-in/code", ("sign_in",)),
        ("/api/openapi.json", EVERY),
        ("/api/foldersomething", ()),
        ("/api", ()),
        ("/api/", ()),
        ("/", ()),
        ("/metrics", ("metrics",)),
        ("/assets/metrics", ()),
    ],
)
def test_the_modules_of_an_address(path: str, wanted: tuple[str, ...]) -> None:
    assert parts_of(path) == wanted


async def test_a_part_is_added_once_even_for_requests_at_the_same_time() -> None:
    api = FastAPI(openapi_url=None)
    api.add_middleware(PartsOnDemand)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://localhost") as client:
        assert api.routes == []
        answers = await asyncio.gather(*(client.get("/api/docs") for _ in range(3)))
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert len(api.routes) == 1
        assert (await client.get("/sign-out")).status_code == 405
        assert (await client.get("/api/docs/start.js")).status_code == 200
        assert len(api.routes) == 2


async def test_what_clicks_in_a_chat_ask_for_is_there_before_they_do(monkeypatch: pytest.MonkeyPatch) -> None:
    included: list[str] = []
    monkeypatch.setattr(parts, "CALM_SECONDS", 0)
    monkeypatch.setattr(parts, "include", lambda _api, its: included.extend(its))
    api = FastAPI(openapi_url=None)
    api.add_middleware(PartsOnDemand)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://localhost") as client:
        await client.get("/api/search")
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})
    assert included == ["search", *(part for part in SOON if part != "search")]
