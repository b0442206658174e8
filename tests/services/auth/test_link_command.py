"""The command for another sign-in link."""

from pathlib import Path

import pytest

from rxchat.config import load_settings
from rxchat.services.auth.link_command import link_command


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
    changed = {name: value for name, value in {"port": port, "data_dir": data_dir}.items() if value is not None}
    assert link_command(load_settings().model_copy(update=changed)) == command
