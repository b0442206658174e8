"""Provider keys: which API key and base URL each provider uses."""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from rxchat.config import Settings, vendor_variable
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.db.providers.key_repository import KeyRepository
from rxchat.domain.key_text import key_in
from rxchat.domain.keys import StoredKey
from rxchat.domain.provider_connection import Connection, Network
from rxchat.providers.base import BaseProvider
from rxchat.providers.transport.base_url import origin_of, repaired
from rxchat.security.master_key import MasterKey
from rxchat.security.redaction import remember_secret
from rxchat.security.vault import DecryptionError, KeyScope, Vault

SHORTEST_HINTED_KEY = 16
"""In a shorter key, four characters would give too much away."""

log = logging.getLogger(__name__)


class KeyService:
    """A saved key takes precedence over one in the vendor's own variable, such as ANTHROPIC_API_KEY; so does a saved base URL.

    A key is only sent to the origin it was entered for. A saved one can't be decrypted for another, and one from the environment
    isn't used with a saved base URL of another origin. `private_networks` are those a base URL may point to, None for all. A base
    URL from the environment was set by the administrator, so it needs no entry in that list.
    """

    def __init__(
        self,
        data_dir: Path,
        variable: Callable[[str], str | None],
        private_networks: tuple[Network, ...] | None = None,
        *,
        vault: Vault | None = None,
        user_id: int = 0,
        stored: Iterable[StoredKey] = (),
    ) -> None:
        self.private_networks = private_networks
        self.user_id = user_id
        """Whose keys these are."""
        self._data_dir = data_dir
        self._variable = variable
        self._vault = vault
        self._stored = {one.provider: one for one in stored}

    def stored(self, provider: str) -> StoredKey:
        """Returns the saved row of a provider, or a blank one."""
        return self._stored.get(provider) or StoredKey(provider=provider)

    def know(self, stored: StoredKey) -> None:
        """Replace the saved row of a provider."""
        self._stored[stored.provider] = stored

    def forget(self, provider: str) -> None:
        """Drop the row of a provider that was removed."""
        self._stored.pop(provider, None)

    def connect(self, provider: type[BaseProvider]) -> Connection:
        stored, from_environment = self.stored(provider.name), self._environment_url(provider)
        base_url = self._repaired(provider, stored.base_url) or from_environment
        scope = self.scope(provider, base_url)
        key, source, hint = None, None, None
        if stored.sealed:
            key, source, hint = self._opened(stored.sealed, scope), "stored", stored.hint
        elif scope == self.scope(provider, from_environment):
            key = key_in((provider.env_key and self._variable(provider.env_key)) or "") or None
            remember_secret(key)
            source, hint = ("environment", hint_of(key)) if key else (None, None)
        return Connection(
            api_key=key,
            base_url=base_url,
            data_dir=self._data_dir,
            private_networks=None if stored.base_url is None and from_environment is not None else self.private_networks,
            key_source=source,
            key_hint=hint,
            is_key_lost=source == "stored" and key is None,
            wait_seconds=stored.wait_seconds,
            cache_seconds=stored.cache_seconds,
        )

    def scope(self, provider: type[BaseProvider], base_url: str | None = None) -> KeyScope:
        """Returns the scope of a key for `base_url`; None stands for the vendor's own."""
        return KeyScope(user_id=self.user_id, provider=provider.name, origin=origin_of(base_url or provider.default_base_url))

    def sealed(self, provider: type[BaseProvider], key: str, base_url: str | None) -> StoredKey:
        """Returns the key encrypted for `base_url`, or for the one in use. Raises RuntimeError where there is no vault."""
        if self._vault is None:
            raise RuntimeError("there is no vault to store keys in")
        remember_secret(key)
        return StoredKey(
            provider=provider.name,
            sealed=self._vault.seal(key, self.scope(provider, base_url or self._environment_url(provider))),
            hint=hint_of(key),
            base_url=base_url,
            is_enabled=self.stored(provider.name).is_enabled,
            wait_seconds=self.stored(provider.name).wait_seconds,
            cache_seconds=self.stored(provider.name).cache_seconds,
        )

    def _environment_url(self, provider: type[BaseProvider]) -> str | None:
        """Returns the base URL that the environment sets."""
        return self._repaired(provider, self._variable(provider.env_base_url) if provider.env_base_url else None)

    def _repaired(self, provider: type[BaseProvider], url: str | None) -> str | None:
        return url and repaired(url, provider.default_base_url, provider.request_paths())

    def _opened(self, sealed: str, scope: KeyScope) -> str | None:
        try:
            return self._vault.open(sealed, scope) if self._vault is not None else None
        except DecryptionError as exc:
            log.warning("A saved key must be entered again: %s.", exc, extra={"provider": scope.provider})
            return None


async def key_service(settings: Settings, database: Database, key: MasterKey | None, *, may_create: bool = True) -> KeyService:
    """The keys of the one person, or those of the server that all of a team share. Without the master key none opens."""
    users, is_team = UserRepository(database), settings.mode == "team"
    owner = await (
        users.server_user(may_create=may_create) if is_team else users.local_user(settings.local_user, may_create=may_create)
    )
    return KeyService(
        settings.data_dir,
        vendor_variable,
        settings.private_addresses if is_team else None,
        vault=Vault(key) if key is not None else None,
        user_id=owner,
        stored=await KeyRepository(database).list_of(owner),
    )


def hint_of(key: str) -> str | None:
    """Returns the part of a key that may be shown, or None."""
    return f"...{key[-4:]}" if len(key) >= SHORTEST_HINTED_KEY else None
