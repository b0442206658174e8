"""The way in and out."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from rxchat import wiring
from rxchat.api import account, session, sign_in
from rxchat.config import Settings
from rxchat.domain.accounts import Person
from rxchat.security.cookies import HOST_ONLY
from rxchat.security.cookies import PLAIN as COOKIE
from rxchat.security.guard import Guard
from rxchat.security.tokens import bearer_token
from rxchat.services import master_key_check
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
    app.include_router(sign_in.router)
    app.include_router(session.router)
    app.include_router(account.router)
    async with wiring.serving(made) as services:
        guarded: Any = Guard(app, lambda: services.auth.sessions)
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
        await opened[1].auth.accounts.add(EMAIL, "Ann", PASSWORD)
        yield opened


async def test_a_page_without_a_session_shows_how_to_get_in(local: tuple[httpx.AsyncClient, Services]):
    client, _ = local
    page = await client.get("/c/5", headers=PAGE)
    assert page.status_code == 401
    assert "rxchat link" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "script" not in page.text
    assert (await client.get("/sign-in", headers=PAGE)).status_code == 200


async def test_the_form_is_sent_below_the_base_path(tmp_path: Path, new_file: Path):
    async with browser(tmp_path, new_file, mode="team", base_path="/tools/chat") as (client, _):
        page = await client.get("/c/5", headers=PAGE)
    assert 'action="/tools/chat/sign-in"' in page.text
    assert 'value="/c/5"' in page.text
    assert 'href="/tools/chat/favicon.svg"' in page.text


async def test_a_link_signs_in_once_and_signing_out_ends_it(local: tuple[httpx.AsyncClient, Services]):
    client, services = local
    code = await services.auth.sessions.new_link(services.auth.local_user_id)
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
    assert (used.status_code, "work once" in used.text, "set-cookie" in used.headers) == (401, True, False)


async def test_a_stolen_cookie_is_worth_nothing_after_signing_out(local: tuple[httpx.AsyncClient, Services]):
    client, services = local
    await client.get(f"/sign-in/{await services.auth.sessions.new_link(services.auth.local_user_id)}")
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
        await services.auth.accounts.add(EMAIL, "Ann", PASSWORD)
        headers = {"origin": "https://chat.example.org", "host": "chat.example.org"}
        welcome = await client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}, headers=headers)
        assert "Secure" in welcome.headers["set-cookie"]
        assert welcome.headers["set-cookie"].startswith(f"{HOST_ONLY}=")
        assert "strict-transport-security" in welcome.headers
        secret = welcome.headers["set-cookie"].partition(";")[0]
        left = await client.post("/sign-out", headers=headers | {"cookie": secret})
        assert left.headers["clear-site-data"] == '"cache"'
        ann = (await services.auth.accounts.list_all())[-1]
        assert any(cookie.startswith(f"rxchat_signed_out={ann.id};") for cookie in left.headers.get_list("set-cookie"))


async def test_a_script_is_told_who_it_is(team: tuple[httpx.AsyncClient, Services]):
    client, services = team
    account = (await services.auth.accounts.list_all())[-1]
    token = bearer_token(master_key_check.load_key(services.settings), account.id, account.password_hash)
    person = await services.auth.sessions.person(cookie=None, token=token)
    assert person == Person(user_id=account.id)
    answer = await client.get("/api/session", headers={"authorization": f"Bearer {token}"})
    assert answer.json()["email"] == EMAIL


async def test_an_upgrade_to_the_stricter_name_signs_nobody_out(tmp_path: Path, new_file: Path):
    async with browser(tmp_path, new_file, mode="team", origins="https://chat.example.org") as (client, services):
        ann = await services.auth.accounts.add(EMAIL, "Ann", PASSWORD)
        headers = {"host": "chat.example.org", "origin": "https://chat.example.org"}
        services.auth.sessions.policy = replace(services.auth.sessions.policy, origins=(ORIGIN,))  # as it was before the upgrade
        secret = await services.auth.sessions.sign_in(ann, user_agent="")
        services.auth.sessions.policy = replace(services.auth.sessions.policy, origins=("https://chat.example.org",))
        answer = await client.get("/api/session", headers=headers | {"cookie": f"{COOKIE}={secret}"})
        assert answer.json()["email"] == EMAIL
        kept, dropped = answer.headers.get_list("set-cookie")
        assert kept.startswith(f"{HOST_ONLY}={secret}; ")
        assert dropped.startswith(f'{COOKIE}=""; Max-Age=0')
        answer = await client.get("/api/session", headers=headers | {"cookie": f"{HOST_ONLY}={secret}"})
        assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)
        newer = await services.auth.sessions.sign_in(ann, user_agent="")
        planted = await client.get("/api/session", headers=headers | {"cookie": f"{COOKIE}={newer}"})
        assert planted.status_code == 401


async def test_signing_in_over_a_session_ends_it_and_cuts_its_sockets(team: tuple[httpx.AsyncClient, Services]):
    client, services = team
    await services.auth.accounts.add("bob@example.org", "Bob", PASSWORD)
    await client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    before = client.cookies[COOKIE]
    person = await services.auth.sessions.person(cookie=before, token=None)
    assert person is not None
    cut = services.auth.sessions.sockets.enter(person)
    assert cut is not None
    await client.post("/sign-in", data={"email": "bob@example.org", "password": "wrong"})
    assert not cut.is_set()
    await client.post("/sign-in", data={"email": "bob@example.org", "password": PASSWORD})
    assert (await client.get("/api/session")).json()["email"] == "bob@example.org"
    assert cut.is_set()
    assert await services.auth.sessions.list_of(person.user_id) == []
    assert (await client.get("/api/session", headers={"cookie": f"{COOKIE}={before}"})).status_code == 401


async def test_a_browser_with_two_peoples_cookies_is_nobodys_and_signing_in_ends_both(team: tuple[httpx.AsyncClient, Services]):
    client, services = team
    bob = await services.auth.accounts.add("bob@example.org", "Bob", PASSWORD)
    ann = next(one.id for one in await services.auth.accounts.list_all() if one.email == EMAIL)
    secrets = [await services.auth.sessions.sign_in(user, user_agent="") for user in (ann, bob)]
    both = {"cookie": "; ".join(f"{COOKIE}={secret}" for secret in secrets)}
    assert (await client.get("/api/session", headers=both)).status_code == 401
    await client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}, headers=both)
    assert await services.auth.sessions.list_of(bob) == []
    assert len(await services.auth.sessions.list_of(ann)) == 1


async def test_opening_a_link_over_a_session_ends_that_one(local: tuple[httpx.AsyncClient, Services]):
    client, services = local
    for _ in range(3):
        await client.get(f"/sign-in/{await services.auth.sessions.new_link(services.auth.local_user_id)}")
    assert len(await services.auth.sessions.list_of(services.auth.local_user_id)) == 1


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {"sec-purpose": "prefetch", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}),
        ("GET", {"sec-purpose": "prefetch;prerender", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}),
        ("GET", {"purpose": "prefetch"}),
        ("GET", {"x-moz": "prefetch"}),
        ("GET", {"x-purpose": "preview"}),
        ("GET", {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}),
        ("GET", {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}),
        ("GET", {"sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}),
        ("HEAD", {}),
        ("OPTIONS", {}),
        ("POST", {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}),
    ],
)
async def test_a_link_is_used_up_by_opening_it_and_by_nothing_else(
    local: tuple[httpx.AsyncClient, Services], method: str, headers: dict[str, str]
):
    client, services = local
    link = f"/sign-in/{await services.auth.sessions.new_link(services.auth.local_user_id)}"
    answer = await client.request(method, link, headers=headers)
    assert (answer.status_code >= 400, "set-cookie" in answer.headers) == (True, False)
    opened = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-site": "cross-site"}
    assert "set-cookie" in (await client.get(link, headers=opened)).headers
