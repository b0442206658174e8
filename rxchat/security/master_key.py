"""Master key: 32 bytes that encrypt stored secrets.

From RXCHAT_SECRET_KEY, from the file in RXCHAT_SECRET_KEY_FILE, or from `secret.key` in the data directory, which the first start
creates. It protects a copied database or backup, not a compromised machine.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rxchat.domain.errors import StartupFailed
from rxchat.security.redaction import remember_secret

KEY_BYTES: Final = 32
SHORTEST_PASSPHRASE: Final = 16
NEXT: Final = "secret.key.new"
_CHECK_LABEL: Final = b"rxchat master key check v1"
_CHECK_LENGTH: Final = 32
# Passphrases are guessable, so derivation is slow: scrypt instead of HKDF, which is for random keys. Cost as OWASP recommends
# (2^15, 8, 3: about a quarter of a second, 32 MB). The salt is fixed because the passphrase alone must open the database on
# another machine.
_SALT: Final = b"rxchat master key v1"
_COST: Final = {"n": 2**15, "r": 8, "p": 3, "maxmem": 64 * 1024 * 1024}


@dataclass(frozen=True, slots=True, repr=False)
class MasterKey:
    """Has no repr and can't be pickled."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise ValueError(f"a master key has {KEY_BYTES} bytes")

    def derived(self, label: bytes, length: int = KEY_BYTES) -> bytes:
        """Bytes for one use, which its label tells from all others."""
        return HKDF(algorithm=SHA256(), length=length, salt=None, info=label).derive(self.secret)

    def __repr__(self) -> str:
        return "MasterKey(...)"

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a master key is not pickled: it would be written somewhere in the clear")


def load_master_key(*, data_dir: Path, secret: str | None, secret_file: Path | None, may_create: bool = True) -> MasterKey:
    """The key from `secret`, `secret_file`, or `secret.key` in `data_dir`, which is created if `may_create`.

    Pass `may_create=False` for a database that has a key check: a new key can't open it. Raises StartupFailed.
    """
    if secret is not None and secret_file is not None:
        raise StartupFailed("RXCHAT_SECRET_KEY and RXCHAT_SECRET_KEY_FILE are both set.", hint="Set only one of them.")
    if secret is not None:
        return _parse(secret, "RXCHAT_SECRET_KEY")
    if secret_file is not None:
        return _parse(_read(secret_file), f"The secret key file {secret_file}")
    path = data_dir / "secret.key"
    if not path.exists():
        if not may_create:
            raise StartupFailed(f"The secret key {path} is missing.", hint="Put it back from a backup, or set RXCHAT_SECRET_KEY.")
        _create(path)
    text = _read(path)
    _make_private(path)
    return _parse(text, f"The secret key {path}")


def next_master_key(data_dir: Path) -> MasterKey:
    """The key that will replace `secret.key`; created unless an interrupted rotation left one. Raises StartupFailed."""
    path = data_dir / NEXT
    if not path.exists():
        _create(path)
    return _parse(_read(path), f"The secret key {path}")


def take_next_key(data_dir: Path) -> None:
    """Replace `secret.key` atomically; the old key is gone afterwards."""
    (data_dir / NEXT).replace(data_dir / "secret.key")
    directory = os.open(data_dir, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def finish_rotation(data_dir: Path, stored: str) -> MasterKey | None:
    """Complete a rotation that was interrupted between database and file: if `stored` is the next key's check value, install and
    return that key.
    """
    if not (data_dir / NEXT).exists() or not verify(next_master_key(data_dir), stored):
        return None
    take_next_key(data_dir)
    return load_master_key(data_dir=data_dir, secret=None, secret_file=None)


def check_value(key: MasterKey) -> str:
    """A value that identifies the key of a database and reveals nothing about it."""
    return hmac.new(key.secret, _CHECK_LABEL, hashlib.sha256).hexdigest()[:_CHECK_LENGTH]


def verify(key: MasterKey, stored: str) -> bool:
    """Whether `stored` is this key's check value."""
    return hmac.compare_digest(check_value(key).encode(), stored.encode())


def _parse(text: str, source: str) -> MasterKey:
    """32 bytes in hex or base64 are the key itself; any other text is a passphrase."""
    words = text.strip()
    if not words:
        raise StartupFailed(f"{source} is empty.", hint="Use 32 random bytes in base64, or a passphrase.")
    remember_secret(words)
    raw = _decode(words)
    if raw is not None:
        return MasterKey(raw)
    if len(words) < SHORTEST_PASSPHRASE:
        raise StartupFailed(f"{source} is too short.", hint=f"Use a passphrase of at least {SHORTEST_PASSPHRASE} characters.")
    passphrase = unicodedata.normalize("NFC", words).encode()  # é may be typed as one code point or as two
    return MasterKey(hashlib.scrypt(passphrase, salt=_SALT, dklen=KEY_BYTES, **_COST))


def _decode(words: str) -> bytes | None:
    candidates: list[bytes] = []
    with suppress(ValueError):
        candidates.append(bytes.fromhex(words))
    with suppress(ValueError, binascii.Error):
        padded = words.rstrip("=") + "=" * (-len(words.rstrip("=")) % 4)
        candidates.append(base64.b64decode(padded.replace("-", "+").replace("_", "/"), validate=True))
    return next((raw for raw in candidates if len(raw) == KEY_BYTES), None)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else "it is not text"
        raise StartupFailed(
            f"The secret key file {path} can't be read: {reason}.", hint="Check the file and its permissions."
        ) from exc


def _create(path: Path) -> None:
    """Write the key to a temporary name and link it: no reader sees half a key."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was faster: use its key
                path.hardlink_to(part)
        finally:
            part.unlink()
    except OSError as exc:
        raise StartupFailed(
            f"The secret key {path} can't be made: {exc.strerror or exc}.",
            hint="Check the permissions of the data directory, or set RXCHAT_SECRET_KEY.",
        ) from exc


def _make_private(path: Path) -> None:
    if path.stat().st_mode & 0o077:
        with suppress(PermissionError):  # another account's file, such as a mounted secret
            path.chmod(0o600)
