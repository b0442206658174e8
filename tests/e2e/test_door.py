"""The front door as a person and a stranger meet it: the real program, the production build, Chromium."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.anthropic import FakeAnthropic
from launch import ROOT, Rxchat, clean_environment, run_command
from playwright.sync_api import Browser, Page, expect

from .conftest import Tab, with_vendor
from .test_accessibility import show_in
from .test_page import COLOURS, findings

PASSWORD = "correct horse battery"


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """A browser that is not signed in."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def test_the_printed_link_opens_the_chat_once_until_its_session_is_ended_elsewhere(
    own_program: Rxchat, stranger: Page, browser: Browser
):
    link = own_program.printed_link()
    refused = stranger.goto(own_program.url + "/c/1")
    assert refused is not None
    assert refused.status == 401
    expect(stranger.get_by_role("heading", name="Sign in to rxchat")).to_be_visible()
    stranger.goto(link)
    stranger.wait_for_url(own_program.url + "/")
    expect(stranger.get_by_role("textbox", name="Message")).to_be_visible()
    second = browser.new_context().new_page()
    second.goto(link)
    expect(second.get_by_role("heading", name="This link has expired")).to_be_visible()
    (mine,) = (one.get("value", "") for one in stranger.context.cookies())
    assert own_program.request("GET", "/api/session", cookie=mine).status == 200
    second.goto(another_link(own_program))
    second.goto(own_program.url + "/settings/account")
    second.get_by_role("button", name=re.compile("Sign out .")).click()
    expect(stranger.get_by_role("heading", name="Sign in to rxchat")).to_be_visible()
    expect(second.locator("section[data-session]")).to_have_count(1)
    assert own_program.request("GET", "/api/session", cookie=mine).status == 401
    second.context.close()


def another_link(program: Rxchat) -> str:
    """A link into a program that runs already."""
    printed = run_command("link", "--data-dir", str(program.data_dir), "--port", str(program.port))
    assert printed.returncode == 0
    return printed.stdout.strip()


def test_a_script_comes_in_with_the_printed_token(program: Rxchat):
    token = run_command("token", "--data-dir", str(program.data_dir)).stdout.strip()
    answer = program.request("GET", "/api/session", cookie="", authorization=f"Bearer {token}")
    assert answer.status == 200
    assert program.request("GET", "/api/session", cookie="", authorization="Bearer x").status == 401


def test_another_link_can_be_had_and_signing_out_empties_every_open_tab_of_its_session(program: Rxchat, stranger: Page):
    stranger.goto(another_link(program))
    expect(stranger.get_by_role("textbox", name="Message")).to_be_visible()
    (cookie,) = (one.get("value", "") for one in stranger.context.cookies())
    assert program.request("GET", "/api/session", cookie=cookie).status == 200
    there = stranger.context.new_page()
    there.goto(program.url + "/settings/account")
    there.get_by_role("button", name="Sign out", exact=True).click()
    there.wait_for_url("**/sign-in")
    expect(stranger.get_by_role("heading", name="Sign in to rxchat")).to_be_visible()
    assert program.request("GET", "/api/session", cookie=cookie).status == 401
    assert program.request("GET", "/api/session").status == 200  # another session of the same person


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://127.0.0.1:1"])
def test_another_sites_page_gets_no_socket_even_with_the_cookie(program: Rxchat, origin: str):
    assert _socket_status(program, origin=origin, host=f"127.0.0.1:{program.port}") == 403


def test_a_rebound_host_gets_nothing(program: Rxchat):
    assert _socket_status(program, origin="http://evil.test", host="evil.test") == 403
    assert program.request("GET", "/", host="evil.test").status == 403
    assert program.request("POST", "/sign-out", host="evil.test", origin="http://evil.test").status == 403


def test_our_own_page_gets_its_socket(program: Rxchat):
    assert _socket_status(program, origin=program.url, host=f"127.0.0.1:{program.port}") == 101


def _socket_status(program: Rxchat, *, origin: str, host: str) -> int:
    handshake = {
        "host": host,
        "origin": origin,
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    return program.request("GET", "/_event/?EIO=4&transport=websocket&token=x", None, **handshake).status


def test_the_polling_transport_is_shut(program: Rxchat):
    assert program.request("GET", "/_event/?EIO=4&transport=polling&token=x").status == 400


def test_an_open_door_is_said_loudly_and_lets_in(tmp_path: Path, stranger: Page):
    with Rxchat(tmp_path / "data", arguments=["--no-auth"]) as program:
        assert "sign-in is off (--no-auth)" in program.output()
        stranger.goto(program.url)
        expect(stranger.get_by_role("textbox", name="Message")).to_be_visible()


def test_what_would_let_strangers_in_does_not_start(tmp_path: Path):
    """By an argument and a variable together. What else is refused: tests/services/auth/test_origins.py."""
    done = run_command("run", "--no-browser", "--data-dir", str(tmp_path), "--no-auth", environment={"RXCHAT_MODE": "team"})
    assert (done.returncode, done.stdout) == (2, "")
    assert "--no-auth only works in local mode" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_team_signs_in_with_passwords_and_keeps_its_chats_apart(tmp_path: Path, vendor: FakeAnthropic, browser: Browser):
    vendor.answer("For your eyes only.")
    team = {"RXCHAT_MODE": "team"}
    with Rxchat(tmp_path / "data", environment=with_vendor(vendor) | team) as program:
        assert "No accounts yet" in program.output()
        for name in ("ada", "bob"):
            _user("add", f"{name}@example.org", data_dir=program.data_dir)
        ada, bob = (browser.new_context().new_page() for _ in range(2))
        ada.goto(program.url + "/")
        ada.get_by_label("Email").fill("ada@example.org")
        ada.get_by_label("Password").fill("Wrong")
        ada.get_by_role("button", name="Sign in").click()
        expect(ada.get_by_role("alert")).to_contain_text("Wrong")
        _is_for_all(Tab(ada, program.url))
        ada.get_by_label("Password").fill(PASSWORD)
        ada.get_by_role("button", name="Sign in").click()
        box = ada.get_by_role("textbox", name="Message")
        expect(ada.get_by_role("button", name="Model")).not_to_have_accessible_name("Model: ")
        box.fill("A secret")
        box.press("Enter")
        ada.wait_for_url("**/c/*")
        expect(ada.locator("article[data-role=assistant]")).to_have_attribute("data-status", "complete")

        bob.goto(ada.url)
        bob.get_by_label("Email").fill("bob@example.org")
        bob.get_by_label("Password").fill(PASSWORD)
        bob.get_by_role("button", name="Sign in").click()
        bob.wait_for_url("**/c/*")
        expect(bob.get_by_role("heading", name="Chat not found")).to_be_visible()
        expect(bob.get_by_text("A secret")).to_have_count(0)

        ada.goto(program.url + "/settings")
        expect(ada.get_by_text("Your administrator manages providers")).to_be_visible()
        _is_for_all(Tab(ada, program.url))

        _drafts_stay_with_their_people(ada, program.url)
        _user("disable", "bob@example.org", data_dir=program.data_dir)
        expect(bob.get_by_role("heading", name="Sign in")).to_be_visible()
        ada.context.close()
        bob.context.close()
        with closing(sqlite3.connect(program.data_dir / "rxchat.db")) as database:
            stored = str(database.execute("SELECT password_hash FROM users").fetchall())
        assert PASSWORD not in stored
        assert PASSWORD not in program.output()


def _drafts_stay_with_their_people(page: Page, url: str) -> None:
    """One browser, two people: the first one's session ended otherwise than by signing out, the second one signs out."""
    box = page.get_by_role("textbox", name="Message")
    page.goto(url + "/")
    box.fill("What Ada has typed")
    for name, found, typed in (("bob", "", "What Bob has typed"), ("ada", "What Ada has typed", ""), ("bob", "", "")):
        page.context.clear_cookies(name="rxchat_session")
        page.goto(url + "/")
        page.get_by_label("Email").fill(f"{name}@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Model")).not_to_have_accessible_name("Model: ")
        expect(box).to_have_value(found)
        if typed:
            box.fill(typed)
            page.goto(url + "/settings/account")
            expect(page.get_by_role("region", name="Signed in as")).to_contain_text(f"{name}@example.org")
            page.get_by_role("button", name="Sign out", exact=True).click()
            expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def _is_for_all(tab: Tab) -> None:
    """Axe finds nothing, by day and by night."""
    show_in(tab, "dark")
    assert findings(tab, COLOURS) == []
    show_in(tab, "light")
    assert findings(tab) == []


def _user(action: str, email: str, *, data_dir: Path) -> None:
    command = [sys.executable, "-m", "rxchat", "user", action, email, "--data-dir", str(data_dir)]
    environment = clean_environment({"RXCHAT_MODE": "team"})
    subprocess.run(command, cwd=ROOT, env=environment, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)
