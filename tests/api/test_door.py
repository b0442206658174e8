"""The way in and out."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from rxchat import wiring
from rxchat.api import door, session
from rxchat.config import Settings
from rxchat.domain.people import Person
from rxchat.security.guard import COOKIE, Guard
from rxchat.security.tokens import bearer_token
from rxchat.services import secret_key
from rxchat.wiring import Services

ORIGIN = "http://localhost:8000"
PAGE = {"accept": "text/html"}
EMAIL, PASSWORD = "ann@example.org", "correct horse battery"


@asynccontextmanager
async def browser(data_dir: Path, new_file: Path, **settings: Any) -> AsyncGenerator[tuple[httpx.AsyncClient, Services]]:
    """A browser before the guarded routes of a running program."""
    made = Settings(data_dir=data_dir, **settings)
    shutil.copy(new_file, made.sqlite_path)
    app = FastAPI()
    app.include_router(door.router)
    app.include_router(session.router)
    async with wiring.serving(made) as services:
        guarded: Any = Guard(app, lambda: services.sessions)
        transport, headers = httpx.ASGITransport(guarded), {"origin": ORIGIN}
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers) as client:
            yield client, services


@pytest.fixture
async def local(tmp_path: Path, new_file: Path) -> AsyncGenerator[tuple[httpx.AsyncClient, Services]]:
    async with browser(tmp_path, new_file) as opened:
        yield opened


@pytest.fixture
async def team(tmp_path: Path, new_file: Path) -> AsyncGenerator[tuple[httpx.AsyncClient, Services]]:
    async with browser(tmp_path, new_file, mode="team") as opened:
        await opened[1].accounts.add(EMAIL, "Ann", PASSWORD)
        yield opened


async def test_a_page_without_a_session_shows_how_to_get_in(local: tuple[httpx.AsyncClient, Services]):
    client, _ = local
    page = await client.get("/c/5", headers=PAGE)
    assert page.status_code == 401
    assert "rxchat link" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "script" not in page.text
    assert (await client.get("/sign-in", headers=PAGE)).status_code == 200


async def test_a_link_signs_in_once_and_signing_out_ends_it(local: tuple[httpx.AsyncClient, Services]):
    client, services = local
    code = await services.sessions.new_link(services.user_id)
    welcome = await client.get(f"/sign-in/{code}")
    assert (welcome.status_code, welcome.headers["location"]) == (303, "/")
    cookie = welcome.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/"))
    assert "Secure" not in cookie
    assert (await client.get("/api/session")).json() == {"mode": "local", "email": ""}
    assert (await client.get(f"/sign-in/{code}")).headers["location"] == "/"
    assert (await client.get("/sign-in")).status_code == 303
    left = await client.post("/sign-out")
    assert (left.status_code, left.headers["location"]) == (303, "/sign-in")
    assert COOKIE not in client.cookies
    assert (await client.get("/api/session")).status_code == 401
    used = await client.get(f"/sign-in/{code}")
    assert (used.status_code, "has been used" in used.text, "set-cookie" in used.headers) == (401, True, False)


async def test_a_stolen_cookie_is_worth_nothing_after_signing_out(local: tuple[httpx.AsyncClient, Services]):
    client, services = local
    await client.get(f"/sign-in/{await services.sessions.new_link(services.user_id)}")
    stolen = client.cookies[COOKIE]
    await client.post("/sign-out")
    assert (await client.get("/api/session", headers={"cookie": f"{COOKIE}={stolen}"})).status_code == 401


async def test_local_mode_takes_no_password(local: tuple[httpx.AsyncClient, Services]):
    client, _ = local
    assert (await client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})).status_code == 403


async def test_a_password_signs_in_and_leads_to_where_one_wanted_to_go(team: tuple[httpx.AsyncClient, Services]):
    client, _ = team
    page = await client.get("/c/5", headers=PAGE)
    assert (page.status_code, 'value="/c/5"' in page.text) == (401, True)
    form = {"email": EMAIL, "password": PASSWORD, "wanted": "/c/5"}
    welcome = await client.post("/sign-in", data=form)
    assert (welcome.status_code, welcome.headers["location"]) == (303, "/c/5")
    assert (await client.get("/api/session")).json() == {"mode": "team", "email": EMAIL}


@pytest.mark.parametrize("wanted", ["https://evil.test", "//evil.test", "/\\evil.test", "javascript:alert(1)"])
async def test_signing_in_leads_nowhere_else(team: tuple[httpx.AsyncClient, Services], wanted: str):
    client, _ = team
    welcome = await client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD, "wanted": wanted})
    assert welcome.headers["location"] == "/"


async def test_a_wrong_password_is_said_and_the_address_kept(team: tuple[httpx.AsyncClient, Services]):
    client, _ = team
    hostile = {"email": '"><script>alert(1)</script>', "password": "x", "wanted": '"><b>'}
    refused = await client.post("/sign-in", data=hostile)
    assert refused.status_code == 401
    assert "wrong" in refused.text
    assert "<script>" not in refused.text
    assert "<b>" not in refused.text
    assert "set-cookie" not in refused.headers
    guesses = [await client.post("/sign-in", data={"email": EMAIL, "password": "wrong"}) for _ in range(5)]
    assert [guess.status_code for guess in guesses] == [401] * 5
    slowed = await client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) > 800


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"email": "x" * 255}, 422),
        ({"password": "x" * 1025}, 422),
        ({"password": "x" * 8192}, 413),
        ({"email": "x" * 950_000}, 413),
        ({"wanted": "/" + "x" * 9000}, 413),
    ],
    ids=["email", "password", "body", "megabyte", "wanted"],
)
async def test_no_more_is_read_than_a_name_and_a_password_take(
    team: tuple[httpx.AsyncClient, Services], form: dict[str, str], status: int
):
    client, _ = team
    answer = await client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD} | form)
    assert (answer.status_code, "set-cookie" in answer.headers) == (status, False)
    assert len(answer.content) < 8192


@pytest.mark.parametrize("charset", ["unicode_escape", "utf-7", "punycode", "idna", "zlib", "undefined", "no such"])
async def test_a_charset_that_a_form_names_brings_nothing_down(team: tuple[httpx.AsyncClient, Services], charset: str):
    client, _ = team
    part = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n\\ud800x\r\n'
    body = part.format("email") + part.format("password") + "--b--\r\n"
    headers = {"content-type": f"multipart/form-data; boundary=b; charset={charset}"}
    answer = await client.post("/sign-in", content=body, headers=headers)
    assert 400 <= answer.status_code < 500


async def test_another_sites_form_signs_nobody_in(team: tuple[httpx.AsyncClient, Services]):
    client, _ = team
    form = {"email": EMAIL, "password": PASSWORD}
    assert (await client.post("/sign-in", data=form, headers={"origin": "https://evil.test"})).status_code == 403


async def test_behind_https_the_cookie_never_travels_in_the_clear(tmp_path: Path, new_file: Path):
    async with browser(tmp_path, new_file, mode="team", origins="https://chat.example.org") as (client, services):
        await services.accounts.add(EMAIL, "Ann", PASSWORD)
        headers = {"origin": "https://chat.example.org", "host": "chat.example.org"}
        welcome = await client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}, headers=headers)
        assert "Secure" in welcome.headers["set-cookie"]
        assert "strict-transport-security" in welcome.headers
        secret = welcome.headers["set-cookie"].partition(";")[0]
        left = await client.post("/sign-out", headers=headers | {"cookie": secret})
        assert "storage" in left.headers["clear-site-data"]


async def test_a_script_is_told_who_it_is(team: tuple[httpx.AsyncClient, Services]):
    client, services = team
    account = (await services.accounts.list_all())[-1]
    token = bearer_token(secret_key.load_key(services.settings), account.id, account.password_hash)
    person = await services.sessions.person(cookie=None, token=token)
    assert person == Person(user_id=account.id)
    answer = await client.get("/api/session", headers={"authorization": f"Bearer {token}"})
    assert answer.json()["email"] == EMAIL
