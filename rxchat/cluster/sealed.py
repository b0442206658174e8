"""Sealed messages: what Redis and others who use it can neither read, nor write, nor change.

AES-256-GCM under a key that each worker derives for its own messages from the cluster's secret and a random salt. The channel is
authenticated with them: a message that was sent to one worker can't be sent to another. A message may be sent again by
somebody who has seen it; that changes nothing, since each says what holds for a reply of its own.
"""

import os
from itertools import count
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES: Final = 32
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_NAME_BYTES: Final = 8
_MOST_CIPHERS: Final = 256
"""Senders whose keys are kept. A key takes some microseconds to derive."""


class NotOurs(ValueError):
    """A message that no worker of this cluster sealed for this channel."""


class Seal:
    """Of one worker's start. `cluster` tells its database from others', which may have the same secret."""

    def __init__(self, secret: bytes, *, cluster: str) -> None:
        self._secret = secret
        self._cluster = cluster.encode()
        self.name: Final = _derived(secret, b"name|" + self._cluster, length=_NAME_BYTES).hex()
        """The cluster's name in its channels. Reveals neither the secret nor the database."""
        self._salt = os.urandom(_SALT_BYTES)
        self._ciphers: dict[bytes, AESGCM] = {}
        self._own = self._cipher(self._salt)
        self._numbers = count()  # a nonce must not come twice with one key, and no other start has this key

    def seal(self, message: bytes, channel: str) -> bytes:
        nonce = next(self._numbers).to_bytes(_NONCE_BYTES, "big")
        return self._salt + nonce + self._own.encrypt(nonce, message, channel.encode())

    def open(self, sealed: bytes, channel: str) -> bytes:
        """Raises NotOurs."""
        salt, nonce = sealed[:_SALT_BYTES], sealed[_SALT_BYTES : _SALT_BYTES + _NONCE_BYTES]
        try:
            return self._cipher(salt).decrypt(nonce, sealed[_SALT_BYTES + _NONCE_BYTES :], channel.encode())
        except (InvalidTag, ValueError) as exc:
            raise NotOurs("it was sealed by somebody else, or for another channel, or is damaged") from exc

    def _cipher(self, salt: bytes) -> AESGCM:
        if salt not in self._ciphers:
            if len(self._ciphers) >= _MOST_CIPHERS:
                self._ciphers.clear()
            self._ciphers[salt] = AESGCM(_derived(self._secret, b"key|" + self._cluster, salt=salt, length=_KEY_BYTES))
        return self._ciphers[salt]


def _derived(secret: bytes, label: bytes, *, length: int, salt: bytes | None = None) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=b"rxchat bus v1|" + label).derive(secret)
