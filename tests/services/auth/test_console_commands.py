"""The commands for another sign-in link and for a token."""

from pathlib import Path

import pytest

from rxchat.config import Settings, load_settings
from rxchat.services.auth.console_commands import link_command, token_command


def settings_with(port: int | None, data_dir: Path | None) -> Settings:
    changed = {name: value for name, value in {"port": port, "data_dir": data_dir}.items() if value is not None}
    return load_settings().model_copy(update=changed)


@pytest.mark.parametrize(
    ("port", "data_dir", "command"),
    [
        (None, None, "rxchat link"),
        (9100, None, "rxchat link --port 9100"),
        (None, Path("/srv/my chats"), "rxchat link --data-dir '/srv/my chats'"),
        (9100, Path("/srv/chats"), "rxchat link --port 9100 --data-dir /srv/chats"),
    ],
)
def test_the_command_names_what_is_not_the_default(port: int | None, data_dir: Path | None, command: str):
    assert link_command(settings_with(port, data_dir)) == command


@pytest.mark.parametrize(
    ("port", "data_dir", "command"),
    [
        (9100, None, "rxchat token"),
        (None, Path("/srv/my chats"), "rxchat token --data-dir '/srv/my chats'"),
    ],
)
def test_a_token_needs_no_port(port: int | None, data_dir: Path | None, command: str):
    assert token_command(settings_with(port, data_dir)) == command
