"""What a provider needs to reach its vendor."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """`api_key` never shows in a repr. `base_url` None means the vendor's own; `data_dir` is for providers that keep files.

    `private_networks` are those of this computer and its neighbourhood that may be called: None means all, as suits one person
    who runs models at home; where several people share an rxchat, its administrator names them. `key_source` is `stored`,
    `environment` or None; `is_key_lost` says that a key is stored and cannot be opened; `key_hint` is what may be shown of it.
    `wait_seconds` is how long the first word is waited for, None as long as the provider thinks right.
    """

    api_key: str | None = field(default=None, repr=False)
    base_url: str | None = None
    data_dir: Path | None = None
    private_networks: tuple[Network, ...] | None = None
    key_source: str | None = None
    key_hint: str | None = None
    is_key_lost: bool = False
    wait_seconds: int | None = None
