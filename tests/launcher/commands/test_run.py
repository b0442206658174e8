"""`run` as a whole is tested with the real program, in tests/e2e; here, what it is made of."""

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from launch import ROOT, clean_environment, free_port, run_command

from rxchat import wiring
from rxchat.config import Settings, load_settings
from rxchat.domain.errors import StartupFailed
from rxchat.launcher.commands.run import announce, open_browser, reflex_environment, require_writable
from rxchat.services.auth.origins import policy_of


def test_the_data_directory_is_made_for_this_account_only(tmp_path: Path) -> None:
    data_dir = tmp_path / "a" / "data"
    require_writable(data_dir)
    require_writable(data_dir)
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
    assert list(data_dir.iterdir()) == []


def test_a_data_directory_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartupFailed, match=r"Can't write to.*--data-dir"):
        require_writable(tmp_path / "file" / "data")


UNBUILT = """
import sys
from pathlib import Path
from rxchat.cli import main
from rxchat.launcher.page_build.build_state import PageBuild
PageBuild.ensure = lambda self: sys.exit("the page was built first")
sys.exit(main(["run", "--no-browser", "--port", sys.argv[1], "--data-dir", sys.argv[2]]))
"""


def test_a_wrong_secret_key_is_told_before_the_page_is_built(tmp_path: Path) -> None:
    variables = {"RXCHAT_SECRET_KEY": "short"}
    done = subprocess.run(
        [sys.executable, "-c", UNBUILT, str(free_port()), str(tmp_path)],
        cwd=ROOT,
        env=clean_environment(variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("rxchat: RXCHAT_SECRET_KEY is too short.")


def test_a_redis_that_is_not_there_is_told_in_a_line_before_anything_else(tmp_path: Path) -> None:
    environment = {
        "RXCHAT_DATABASE_URL": f"postgresql://127.0.0.1:{free_port()}/chat",
        "RXCHAT_REDIS_URL": f"redis://:hidden@127.0.0.1:{free_port()}",
    }
    done = run_command("run", "--no-browser", "--port", str(free_port()), "--data-dir", str(tmp_path), environment=environment)
    assert done.returncode == 2
    assert "Redis at 127.0.0.1" in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 2
    assert "hidden" not in done.stdout + done.stderr


def test_reflex_serves_what_is_built_to_our_own_origins_and_reports_to_nobody(tmp_path: Path) -> None:
    settings = load_settings(port=8123, data_dir=tmp_path / "data")
    environment = reflex_environment(settings, ["http://127.0.0.1:8123", "x"], home=tmp_path, web=tmp_path / ".web")
    assert environment["REFLEX_CORS_ALLOWED_ORIGINS"] == "http://127.0.0.1:8123,x"
    assert environment["REFLEX_TELEMETRY_ENABLED"] == environment["REFLEX_CHECK_LATEST_VERSION"] == "false"
    assert environment["REFLEX_STATE_MANAGER_MODE"] == "memory"
    assert environment["REFLEX_TRANSPORT"] == "websocket"
    assert environment["__REFLEX_SKIP_COMPILE"] == "true"
    assert environment["REFLEX_WEB_WORKDIR"] == str(tmp_path / ".web")
    several = reflex_environment(settings.model_copy(update={"workers": 2}), [], home=tmp_path, web=tmp_path)
    assert several.keys() - environment.keys() == {"REFLEX_SOCKET_INTERVAL", "REFLEX_SOCKET_TIMEOUT"}


TOKENS = """
from pathlib import Path
from rxchat.config import load_settings, set_environment
from rxchat.launcher.commands.run import reflex_environment
set_environment(reflex_environment(load_settings(), [], home=Path(), web=Path(".web")))
from reflex.utils.token_manager import TokenManager
print(type(TokenManager.create()).__name__)
"""


def test_a_redis_that_the_environment_names_is_not_used() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TOKENS],
        cwd=ROOT,
        env=clean_environment({"REFLEX_REDIS_URL": "redis://127.0.0.1:1", "REFLEX_STATE_MANAGER_MODE": "redis"}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "LocalTokenManager\n"


def test_a_browser_is_opened_without_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    browser = tmp_path / "browser"
    told = 'f\'{sys.argv[1]} {sorted(name for name in os.environ if name.startswith(("RXCHAT", "ACME")))}\''
    browser.write_text(f"#!{sys.executable}\nimport os, sys\nopen({str(gate)!r}, 'w').write({told})\n")
    browser.chmod(0o700)
    for name, value in {"BROWSER": str(browser), "RXCHAT_TOKEN": "t", "ACME_API_KEY": "k", "ACME_HOME": "h"}.items():
        monkeypatch.setenv(name, value)
    open_browser("http://127.0.0.1:8000/sign-in/once")
    assert gate.read_text() == "http://127.0.0.1:8000/sign-in/once ['ACME_HOME']"


async def test_the_first_start_says_what_becomes_of_conversations_that_are_nobodys(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(data_dir=path.parent)

    def run_sql(statement: str) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(statement)

    async def said() -> tuple[str, str]:
        async with wiring.serving(settings):
            await announce(policy_of(settings, is_auth_disabled=True), "rxchat link")
        shown = capsys.readouterr()
        return shown.out, shown.err

    run_sql("INSERT INTO conversations (user_id) VALUES (7), (7)")
    assert "2 ownerless conversations assigned to you." in (await said())[0]
    assert not [line for line in await said() if "nobody" in line]
    run_sql("INSERT INTO users (email) VALUES ('ada@example.org')")
    run_sql("INSERT INTO conversations (user_id) VALUES (7)")
    assert "1 conversation hidden, without an owner" in (await said())[1]
    assert "rxchat user claim EMAIL" in (await said())[1]


async def test_a_proxy_that_cannot_be_used_is_reported_at_the_start(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=path.parent)
    monkeypatch.setenv("HTTPS_PROXY", "socks5://proxy.example:1080")
    async with wiring.serving(settings):
        await announce(policy_of(settings, is_auth_disabled=True), "rxchat link")
    told = [line for line in capsys.readouterr().err.splitlines() if "HTTPS_PROXY" in line]
    assert len(told) == 1
    assert told[0].startswith("Warning: HTTPS_PROXY names a proxy for socks5")
