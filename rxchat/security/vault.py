"""Vault: encrypts the providers' API keys, so that a copied database or backup doesn't reveal them.

AES-256-GCM under a key derived from the master key. The user, the provider and the origin of its address are authenticated with
the ciphertext: in another row, or after the provider's address changes, it can't be decrypted.
"""

import base64
import os
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rxchat.domain.keys import SEAL
from rxchat.security.master_key import KEY_BYTES, MasterKey
from rxchat.security.redaction import remember_secret

_KEY_LABEL: Final = b"rxchat vault v1"
_ID_LABEL: Final = b"rxchat vault key id v1"
_ID_BYTES: Final = 6
_NONCE_BYTES: Final = 12  # random nonces are safe for 2^32 encryptions; a user makes a few dozen


class DecryptionError(Exception):
    """A sealed key that can't be decrypted: it has another master key or scope, or is damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyScope:
    """What a key is bound to. `origin` is that of the vendor's address, such as `https://api.anthropic.com`."""

    user_id: int
    provider: str
    origin: str

    def as_bytes(self) -> bytes:
        return f"{self.user_id}|{self.provider}|{self.origin}".encode()


class Vault:
    def __init__(self, key: MasterKey) -> None:
        self._cipher = AESGCM(key.derived(_KEY_LABEL, KEY_BYTES))
        self.key_id = key.derived(_ID_LABEL, _ID_BYTES).hex()
        """Identifies the master key. Part of every sealed key; reveals nothing about it."""

    def seal(self, secret: str, scope: KeyScope) -> str:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, secret.encode(), scope.as_bytes())
        return f"{SEAL}{self.key_id}.{_text(scope.origin.encode())}.{_text(sealed)}"

    def open(self, sealed: str, scope: KeyScope) -> str:
        """The secret, which is redacted from logs from then on. Raises DecryptionError."""
        key_id, _, rest = sealed.removeprefix(SEAL).partition(".")
        if not sealed.startswith(SEAL) or key_id != self.key_id:
            raise DecryptionError("another master key sealed it")
        try:
            raw = _bytes(rest.partition(".")[2])
            secret = self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], scope.as_bytes()).decode()
        except (ValueError, InvalidTag) as exc:
            raise DecryptionError("it was sealed for another place, or is damaged") from exc
        remember_secret(secret)
        return secret

    def reseal(self, other: "Vault", sealed: str, *, user_id: int, provider: str) -> str:
        """The same secret sealed by another vault, with the same scope. Raises DecryptionError."""
        try:
            origin = _bytes(sealed.split(".")[2]).decode()
        except (IndexError, ValueError) as exc:
            raise DecryptionError("it is damaged") from exc
        scope = KeyScope(user_id=user_id, provider=provider, origin=origin)
        return other.seal(self.open(sealed, scope), scope)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    """Raises ValueError."""
    return base64.b64decode(text, altchars=b"-_", validate=True)
