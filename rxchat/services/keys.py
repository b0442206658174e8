"""Which key and address each provider uses."""

from collections.abc import Callable
from pathlib import Path

from rxchat.domain.connections import Connection
from rxchat.providers.base import BaseProvider


class KeyService:
    """Finds a provider's key in the vendor's own variables, such as ANTHROPIC_API_KEY and ANTHROPIC_BASE_URL."""

    def __init__(self, data_dir: Path, variable: Callable[[str], str | None]) -> None:
        self._data_dir = data_dir
        self._variable = variable

    def connect(self, provider: type[BaseProvider]) -> Connection:
        return Connection(
            api_key=self._variable(provider.env_key) if provider.env_key else None,
            base_url=self._variable(provider.env_base_url) if provider.env_base_url else None,
            data_dir=self._data_dir,
        )
