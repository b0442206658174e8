"""The door, from the console: real commands on a real data directory."""

import io
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rxchat import wiring
from rxchat.config import Settings
from rxchat.domain.accounts import LOCAL_EMAIL, Person
from rxchat.domain.errors import InvalidRequest, NotFound, StartupFailed
from rxchat.launcher.commands import accounts
from rxchat.launcher.commands.accounts import print_link, print_token


@pytest.fixture
def settings(tmp_path: Path, path: Path) -> Settings:
    assert path.parent == tmp_path
    return Settings(data_dir=tmp_path)


@pytest.fixture
def team(settings: Settings) -> Settings:
    return settings.model_copy(update={"mode": "team"})


def test_a_printed_link_opens_the_door(settings: Settings, capsys: pytest.CaptureFixture[str]):
    print_link(settings)
    shown = capsys.readouterr()
    found = re.fullmatch(r"http://127\.0\.0\.1:8000/sign-in/(\S+)\n", shown.out)
    assert found is not None
    assert "One-time" in shown.err
    assert len(found[1]) >= 43


async def test_a_printed_token_is_the_local_users(settings: Settings, capsys: pytest.CaptureFixture[str]):
    async with wiring.serving(settings) as services:
        token = await _printed_token(settings, capsys)
        assert await services.auth.sessions.person(cookie=None, token=token) == Person(user_id=services.auth.local_user_id)


async def _printed_token(settings: Settings, capsys: pytest.CaptureFixture[str]) -> str:
    from asyncio import to_thread  # noqa: PLC0415 - the command runs a loop of its own

    await to_thread(print_token, settings)
    return capsys.readouterr().out.strip()


def test_a_token_of_the_settings_is_printed_as_it_is(settings: Settings, capsys: pytest.CaptureFixture[str]):
    print_token(Settings(data_dir=settings.data_dir, token="mine"))  # pyright: ignore[reportArgumentType]
    assert capsys.readouterr().out == "mine\n"


def test_a_team_has_no_links_and_its_tokens_are_somebodys(team: Settings):
    with pytest.raises(InvalidRequest, match="password"):
        print_link(team)
    with pytest.raises(InvalidRequest, match="account"):
        print_token(team)
    with pytest.raises(InvalidRequest, match="no account"):
        print_token(team, "nobody@example.org")


def test_accounts_are_made_changed_listed_and_disabled(
    team: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def act(action: str, email: str = "", typed: str = "") -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        {
            "list": lambda: accounts.list_accounts(team),
            "add": lambda: accounts.add_account(team, email, None),
            "passwd": lambda: accounts.set_password(team, email),
            "disable": lambda: accounts.disable_account(team, email),
            "enable": lambda: accounts.enable_account(team, email),
        }[action]()
        return capsys.readouterr().out

    assert act("list") == "No accounts yet. Create one: rxchat user add EMAIL\n"
    assert "Account created" in act("add", "ann@example.org", "correct horse battery\n")
    assert act("list") == "ann@example.org  never signed in\n"
    assert LOCAL_EMAIL not in act("list")
    assert "changed" in act("passwd", "ann@example.org", "another password\n")
    assert "disabled" in act("disable", "ann@example.org")
    assert "disabled" in act("list")
    assert "enabled" in act("enable", "ann@example.org")
    with pytest.raises(InvalidRequest, match="too short"):
        act("add", "bob@example.org", "short\n")
    print_token(team, "ann@example.org")
    assert capsys.readouterr().out.startswith("rxchat-")


def test_what_is_nobodys_is_given_to_somebody(settings: Settings, path: Path, capsys: pytest.CaptureFixture[str]):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO users (id, email) VALUES (3, 'ada@example.org'), (4, 'bob@example.org')")
        connection.execute("INSERT INTO conversations (user_id) VALUES (9)")
    accounts.claim_ownerless(settings, "bob@example.org")
    assert capsys.readouterr().out == "Assigned 1 ownerless conversation to bob@example.org.\n"
    with pytest.raises(NotFound, match="No user in the database has the email eve"):
        accounts.claim_ownerless(settings, "eve@example.org")


def test_without_a_data_directory_there_is_nobody(tmp_path: Path):
    with pytest.raises(StartupFailed, match="no data directory"):
        print_link(Settings(data_dir=tmp_path / "absent"))
