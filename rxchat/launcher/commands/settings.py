"""Settings of a command."""

from pathlib import Path

from rxchat.config import InvalidSetting, Settings, load_settings
from rxchat.domain.errors import StartupFailed
from rxchat.security.logs import configure_logging


class WrongSetting(StartupFailed):
    code = "invalid_setting"


def load(
    data_dir: Path | None = None, *, host: str | None = None, port: int | None = None, workers: int | None = None
) -> Settings:
    """The settings, where an option wins over the environment. Raises WrongSetting."""
    configure_logging("warning")  # nothing that Python writes about an error by itself may hold a key
    try:
        return load_settings(host=host, port=port, data_dir=data_dir, workers=workers)
    except InvalidSetting as exc:
        raise WrongSetting(f"{exc.name}: {exc.reason.rstrip('.')}.", hint=f"Change {exc.name}.") from exc
