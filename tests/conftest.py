"""What every test can ask for."""

from pathlib import Path

import pytest

from rxchat.db.migrations import migrate


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own variables must not decide whether a test passes."""
    for name in (
        "HOST",
        "PORT",
        "DATA_DIR",
        "DATABASE_URL",
        "TOKEN",
        "SECRET_KEY",
        "SECRET_KEY_FILE",
        "DEFAULT_MODEL",
        "LOG_LEVEL",
    ):
        monkeypatch.delenv(f"RXCHAT_{name}", raising=False)
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as the first start makes it; to be copied, not changed."""
    path = tmp_path_factory.mktemp("new") / "rxchat.db"
    migrate(path, on_step=lambda _step: None)
    return path
