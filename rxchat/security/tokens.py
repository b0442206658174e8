"""Secrets that open the door: 256 random bits each, of which only the SHA-256 is stored."""

import hashlib
import hmac
import secrets
from typing import Final

from rxchat.security.master_key import MasterKey

SECRET_BYTES: Final = 32
_TOKEN_LABEL: Final = b"rxchat bearer token v1"


def new_secret() -> str:
    """256 random bits, fit for a cookie and for an address."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> str:
    """What is stored of a secret. A plain hash is enough: nobody guesses 256 bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def bearer_token(key: MasterKey, user_id: int, password_hash: str | None) -> str:
    """A user's token for scripts. It is computed, not stored; a new password or a new master key makes another one."""
    message = b"\0".join((_TOKEN_LABEL, str(user_id).encode(), (password_hash or "").encode()))
    return f"rxchat-{user_id}-{hmac.new(key.secret, message, hashlib.sha256).hexdigest()}"


def user_named_in(token: str) -> int | None:
    """Whose token it says it is: still to be proved."""
    name, _, rest = token.partition("-")
    user, _, proof = rest.partition("-")
    return int(user) if name == "rxchat" and user.isascii() and user.isdecimal() and len(user) < 19 and proof else None


def is_same(given: str, expected: str) -> bool:
    """In a time that tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode("utf-8", "surrogatepass"))
