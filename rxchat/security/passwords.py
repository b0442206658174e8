"""Passwords: argon2id with the library's parameters (RFC 9106's second recommendation: 64 MiB, three passes)."""

from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST: Final = 12
LONGEST: Final = 1024

_hasher: Final = PasswordHasher()


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def is_right(password: str, stored: str | None) -> bool:
    """Whether the password matches. Takes as long without a stored hash, so that timing reveals no account."""
    try:
        return _hasher.verify(stored or _nobodys(), password) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether the hash uses weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody's password")
