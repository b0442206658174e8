"""Provider connection: key, address and limits a provider needs to reach its vendor."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """`base_url` None means the vendor's own; `data_dir` is for providers that keep files.

    `private_networks` are the private addresses that may be called. None allows all, for one user who runs models at home; in a
    team the administrator lists them. `key_source` is `stored`, `environment` or None; `is_key_lost` when a key is stored but
    can't be decrypted; `key_hint` is the part of the key that may be shown. `wait_seconds` is the timeout for the first token,
    None for the provider's default; `cache_seconds` how long a prompt is kept in the vendor's cache, None for the usual time.
    """

    api_key: str | None = field(default=None, repr=False)
    base_url: str | None = None
    data_dir: Path | None = None
    private_networks: tuple[Network, ...] | None = None
    key_source: str | None = None
    key_hint: str | None = None
    is_key_lost: bool = False
    wait_seconds: int | None = None
    cache_seconds: int | None = None
