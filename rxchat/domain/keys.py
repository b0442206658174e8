"""What is kept of a provider's key and settings."""

from dataclasses import dataclass, field
from typing import Final

SEAL: Final = "rxchat1."
"""What a sealed key begins with. Alone it stands for no key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """`sealed` is the key's ciphertext, empty where there is no key; `hint` is the key's last characters, if it is long enough.

    `base_url` None is the vendor's own address, or the one that the environment names. `wait_seconds` is how long its first word
    is waited for, None as long as is usual.
    """

    provider: str
    sealed: str = field(default="", repr=False)
    hint: str | None = None
    base_url: str | None = None
    is_enabled: bool = True
    wait_seconds: int | None = None
