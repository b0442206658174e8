"""Tokens: session secrets of 256 random bits, stored as SHA-256, and bearer tokens."""

import hashlib
import hmac
import secrets
from typing import Final

from rxchat.security.master_key import MasterKey

SECRET_BYTES: Final = 32
_TOKEN_LABEL: Final = b"rxchat bearer token v1"


def new_secret() -> str:
    """256 random bits, safe in cookies and URLs."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> str:
    """The stored form of a secret. A plain hash suffices: 256 random bits can't be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def bearer_token(key: MasterKey, user_id: int, password_hash: str | None) -> str:
    """A user's token for scripts: computed, not stored. A new password or master key changes it."""
    message = b"\0".join((_TOKEN_LABEL, str(user_id).encode(), (password_hash or "").encode()))
    return f"rxchat-{user_id}-{hmac.new(key.secret, message, hashlib.sha256).hexdigest()}"


def user_named_in(token: str) -> int | None:
    """The user a token claims to belong to; not verified yet."""
    name, _, rest = token.partition("-")
    user, _, proof = rest.partition("-")
    return int(user) if name == "rxchat" and user.isascii() and user.isdecimal() and len(user) < 19 and proof else None


def is_same(given: str, expected: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode("utf-8", "surrogatepass"))
