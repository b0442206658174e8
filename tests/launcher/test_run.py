"""`run` as a whole is tested with the real program, in tests/e2e; here, what it is made of."""

import stat
from pathlib import Path

import pytest

from rxchat.config import load_settings
from rxchat.domain.errors import StartupFailed
from rxchat.launcher.run import reflex_environment, require_writable


def test_the_data_directory_is_made_for_this_account_only(tmp_path: Path) -> None:
    data_dir = tmp_path / "a" / "data"
    require_writable(data_dir)
    require_writable(data_dir)
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
    assert list(data_dir.iterdir()) == []


def test_a_data_directory_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartupFailed, match=r"cannot be written.*--data-dir"):
        require_writable(tmp_path / "file" / "data")


def test_reflex_serves_what_is_built_to_our_own_origins_and_reports_to_nobody(tmp_path: Path) -> None:
    settings = load_settings(port=8123, data_dir=tmp_path / "data")
    environment = reflex_environment(settings, ["http://127.0.0.1:8123", "x"], home=tmp_path, web=tmp_path / ".web")
    assert environment["REFLEX_CORS_ALLOWED_ORIGINS"] == "http://127.0.0.1:8123,x"
    assert environment["REFLEX_TELEMETRY_ENABLED"] == environment["REFLEX_CHECK_LATEST_VERSION"] == "false"
    assert environment["REFLEX_STATE_MANAGER_MODE"] == "memory"
    assert environment["REFLEX_TRANSPORT"] == "websocket"
    assert environment["__REFLEX_SKIP_COMPILE"] == "true"
    assert environment["REFLEX_WEB_WORKDIR"] == str(tmp_path / ".web")
