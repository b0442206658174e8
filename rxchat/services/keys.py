"""Which key and address each provider uses."""

from collections.abc import Callable
from pathlib import Path

from rxchat.domain.connections import Connection, Network
from rxchat.providers.base import BaseProvider
from rxchat.security.redaction import remember_secret


class KeyService:
    """Finds a provider's key in the vendor's own variables, such as ANTHROPIC_API_KEY and ANTHROPIC_BASE_URL.

    `private_networks` are those that a vendor may be in, None for all. An address in a variable was put there by whoever runs
    rxchat, which is as good as a place in that list.
    """

    def __init__(
        self,
        data_dir: Path,
        variable: Callable[[str], str | None],
        private_networks: tuple[Network, ...] | None = None,
    ) -> None:
        self._data_dir = data_dir
        self._variable = variable
        self._private_networks = private_networks

    def connect(self, provider: type[BaseProvider]) -> Connection:
        key = self._variable(provider.env_key) if provider.env_key else None
        base_url = self._variable(provider.env_base_url) if provider.env_base_url else None
        remember_secret(key)
        return Connection(
            api_key=key,
            base_url=base_url,
            data_dir=self._data_dir,
            private_networks=self._private_networks if base_url is None else None,
        )
