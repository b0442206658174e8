"""The vendors' keys, from the console: real commands on a real data directory."""

import asyncio
import io
import os
import random
import shutil
import signal
import sqlite3
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import aclosing, closing
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from fakes.anthropic import FakeAnthropic

from rxchat import wiring
from rxchat.config import Settings
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.locks import ServingLock
from rxchat.db.providers.health_repository import HealthRepository
from rxchat.db.providers.key_check_repository import KeyCheckRepository
from rxchat.domain.errors import InvalidRequest, StartupFailed, UnknownProvider
from rxchat.domain.health import Health
from rxchat.launcher.commands import keys as key_commands
from rxchat.launcher.commands.keys import rotate
from rxchat.providers.registry import discover
from rxchat.services import master_key_check
from rxchat.services.providers.provider_keys import key_service

PACKAGE = str(Path(wiring.__file__).parents[1])
CANARY = "sk-ant-canary-0123456789"
Act = Callable[..., tuple[int, str]]
ACTIONS: dict[str, Callable[..., int]] = {
    "list": key_commands.list_keys,
    "set": key_commands.set_key,
    "test": key_commands.check_key,
    "remove": key_commands.remove_key,
    "rotate": key_commands.rotate_master_key,
}


@pytest.fixture
def settings(tmp_path: Path, path: Path) -> Settings:
    assert path.parent == tmp_path
    return Settings(data_dir=tmp_path)


@pytest.fixture
def act(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Act:
    def run(action: str, provider: str = "", typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        given = [provider] if provider else []
        code = ACTIONS[action](settings, *given)
        return code, capsys.readouterr().out

    return run


def keys_in(settings: Settings) -> dict[str, str | None]:
    """The keys that a start would find."""

    async def find() -> dict[str, str | None]:
        database = Database(settings.sqlite_path)
        try:
            key = await master_key_check.checked_key(settings, KeyCheckRepository(database))
            keys, registry = await key_service(settings, database, key), discover()
            return {name: keys.connect(registry.get(name)).api_key for name in registry.names() if keys.stored(name).sealed}
        finally:
            await database.aclose()

    return asyncio.run(find())


def test_a_key_is_stored_listed_and_removed(act: Act, settings: Settings):
    code, said = act("set", "claude", CANARY + "\n")
    assert (code, "saved" in said, CANARY in said) == (0, True, False)
    assert keys_in(settings) == {"claude": CANARY}
    assert "claude  saved key, ...6789\n" in act("list")[1]
    assert "mistral  no key\n" in act("list")[1]
    assert "local" not in act("list")[1]
    assert "removed" in act("remove", "claude")[1]
    assert keys_in(settings) == {}
    assert CANARY.encode() not in settings.sqlite_path.read_bytes()


def test_what_makes_no_sense_is_told(act: Act):
    with pytest.raises(InvalidRequest, match="Enter an API key"):
        act("set", "claude", "\n")
    with pytest.raises(InvalidRequest, match="no saved key"):
        act("remove", "claude")
    with pytest.raises(InvalidRequest, match="has no API key"):
        act("set", "local", "k\n")
    with pytest.raises(UnknownProvider):
        act("test", "cloud")


def test_a_key_of_the_environment_is_listed_as_such_and_can_be_tested(act: Act, monkeypatch: pytest.MonkeyPatch):
    with FakeAnthropic() as vendor:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", vendor.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", vendor.key)
        assert "claude  from ANTHROPIC_API_KEY" in act("list")[1]
        code, said = act("test", "claude")
        assert (code, "The API key works" in said, " ms)" in said) == (0, True, True)
        act("set", "claude", "sk-ant-wrong-0123456789\n")
        assert act("test", "claude")[0] == 1


def test_the_keys_of_a_team_are_the_servers(act: Act, settings: Settings):
    act("set", "claude", CANARY)
    team = settings.model_copy(update={"mode": "team"})
    local = keys_in(settings)
    assert local == {"claude": CANARY}
    assert keys_in(team) == local


def test_rotation_seals_everything_anew_and_retires_the_old_key(act: Act, settings: Settings):
    act("set", "claude", CANARY)
    act("set", "mistral", "mistral-key-0123456789")
    before, old = keys_in(settings), (settings.data_dir / "secret.key").read_bytes()
    assert "re-encrypted" in act("rotate")[1]
    assert keys_in(settings) == before
    file = settings.data_dir / "secret.key"
    assert file.read_bytes() != old
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(settings.data_dir.glob("secret.key*")) == [file]
    file.write_bytes(old)
    with pytest.raises(StartupFailed, match="doesn't match"):
        keys_in(settings)


def test_a_key_that_did_not_open_before_is_left_and_told(act: Act, settings: Settings):
    act("set", "claude", CANARY)
    with closing(sqlite3.connect(settings.sqlite_path)) as connection, connection:  # moved to another provider's row
        columns = "user_id, 'mistral_api_key', api_key_hash"
        connection.execute(f"INSERT INTO api_keys (user_id, key_name, api_key_hash) SELECT {columns} FROM api_keys")
    assert "1 key couldn't be decrypted" in act("rotate")[1]
    assert keys_in(settings) == {"claude": CANARY, "mistral": None}
    assert "mistral  saved key, must be entered again" in act("list")[1]


def test_rotation_waits_for_nobody_and_changes_no_variable(act: Act, settings: Settings):
    with ServingLock(settings.sqlite_path), pytest.raises(StartupFailed, match="in use by another"):
        act("rotate")
    with pytest.raises(InvalidRequest, match="variable"):
        rotate(Settings(data_dir=settings.data_dir, secret_key="a passphrase, long enough"))  # pyright: ignore[reportArgumentType]


class Steps:
    """Counts the lines of rxchat that run, in all threads, and kills the process at one of them."""

    def __init__(self, last: int | None = None) -> None:
        self.count = 0
        self._last = last

    def __call__(self, frame: FrameType, event: str, _: Any) -> Any:
        if not frame.f_code.co_filename.startswith(PACKAGE):
            return None
        if event == "line":
            self.count += 1
            if self.count == self._last:
                os.kill(os.getpid(), signal.SIGKILL)
        return self

    def __enter__(self) -> "Steps":
        self._before = sys.gettrace()
        threading.settrace(self)
        sys.settrace(self)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)
        threading.settrace(self._before)  # pyright: ignore[reportArgumentType]


def test_rotation_killed_anywhere_loses_no_key(act: Act, settings: Settings, tmp_path_factory: pytest.TempPathFactory):
    act("set", "claude", CANARY)
    act("set", "mistral", "mistral-key-0123456789")
    expected = keys_in(settings)

    def copied() -> Settings:
        folder = tmp_path_factory.mktemp("rotation")
        for name in ("rxchat.db", "secret.key"):
            shutil.copy(settings.data_dir / name, folder / name)
        return Settings(data_dir=folder)

    rotate(copied())  # what only the first one does isn't counted
    with Steps() as steps:
        rotate(copied())
    assert steps.count > 100
    killed = 0
    for last in random.Random(7).sample(range(1, steps.count), 50):
        copy = copied()
        killed += rotated_until(copy, last) == signal.SIGKILL
        assert keys_in(copy) == expected
        rotate(copy)
        assert keys_in(copy) == expected
        assert not (copy.data_dir / "secret.key.new").exists()
    assert killed > 45  # a process that was forked has a few lines less to run


def rotated_until(settings: Settings, last: int) -> int:
    """Rotate in a process that is killed at that line; the signal it ended with."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of threads; no lock of theirs is used
        pid = os.fork()
    if pid == 0:
        with Steps(last):
            rotate(settings)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) * -1


def test_an_endpoint_of_ones_own_takes_keys_as_the_others_do(act: Act, settings: Settings):
    async def add() -> None:
        async with wiring.serving(settings) as services:
            await services.providers.endpoints.add("My lab", "http://127.0.0.1:9/v1")

    asyncio.run(add())
    assert "My lab key saved" in act("set", "custom-my-lab", CANARY + "\n")[1]
    assert "custom-my-lab  saved key, ...6789\n" in act("list")[1]
    code, said = act("test", "custom-my-lab")
    assert (code, "My lab" in said) == (1, True)
    act("remove", "custom-my-lab")
    assert "custom-my-lab  no key\n" in act("list")[1]


def test_a_test_is_a_call_whose_end_is_kept(act: Act, settings: Settings, monkeypatch: pytest.MonkeyPatch):
    with FakeAnthropic() as vendor:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", vendor.url)
        act("set", "claude", "sk-ant-wrong-0123456789\n")
        assert act("test", "claude")[0] == 1

    async def row() -> dict[str, Health]:
        async with aclosing(Database(settings.sqlite_path)) as database:
            user = await UserRepository(database).local_user(None)
            return await HealthRepository(database, user).all()

    failure = asyncio.run(row())["claude"].failure
    assert failure is not None
    assert failure.code == "authentication_failed"
    act("remove", "claude")
    assert asyncio.run(row()) == {}
