"""What a provider needs to reach its vendor."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """`api_key` never shows in a repr. `base_url` None means the vendor's own; `data_dir` is for providers that keep files."""

    api_key: str | None = field(default=None, repr=False)
    base_url: str | None = None
    data_dir: Path | None = None
