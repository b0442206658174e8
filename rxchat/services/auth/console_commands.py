"""Console commands: what to run to sign in another browser, and to print an API token."""

import shlex

from rxchat.config import Settings, load_settings


def link_command(settings: Settings) -> str:
    """Returns the `rxchat link` command for this program, with its port and data directory if they aren't the defaults."""
    usual = load_settings()
    port = f" --port {settings.port}" if settings.port != usual.port else ""
    return f"rxchat link{port}{_data_dir(settings, usual)}"


def token_command(settings: Settings) -> str:
    """Returns the `rxchat token` command of local mode, with the data directory if it isn't the default."""
    return f"rxchat token{_data_dir(settings, load_settings())}"


def _data_dir(settings: Settings, usual: Settings) -> str:
    return f" --data-dir {shlex.quote(str(settings.data_dir))}" if settings.data_dir != usual.data_dir else ""
