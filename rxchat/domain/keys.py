"""Stored keys: a provider's sealed key and settings."""

from dataclasses import dataclass, field
from typing import Final

SEAL: Final = "rxchat1."
"""Prefix of sealed keys. On its own it means that there is no key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """`sealed` is the key's ciphertext, empty if there is no key; `hint` is the end of the key, if that is long enough.

    `base_url` None means the vendor's own or the environment's. `wait_seconds` is the timeout for the first token, None for the
    default. `cache_seconds` is how long the vendor keeps a prompt, None for its usual time.
    """

    provider: str
    sealed: str = field(default="", repr=False)
    hint: str | None = None
    base_url: str | None = None
    is_enabled: bool = True
    wait_seconds: int | None = None
    cache_seconds: int | None = None
