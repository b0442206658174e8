"""Link command: what to run on the console to sign in another browser."""

import shlex

from rxchat.config import Settings, load_settings


def link_command(settings: Settings) -> str:
    """Returns the `rxchat link` command for this program, with its port and data directory if they aren't the defaults."""
    default = load_settings()
    port = f" --port {settings.port}" if settings.port != default.port else ""
    data_dir = f" --data-dir {shlex.quote(str(settings.data_dir))}" if settings.data_dir != default.data_dir else ""
    return f"rxchat link{port}{data_dir}"
