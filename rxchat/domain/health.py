"""How a provider has been doing."""

from dataclasses import dataclass
from datetime import datetime

from rxchat.domain.errors import Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is known of a provider's calls. `failure` is set when the last one failed; `last_failure` is kept when one works.

    `latency_ms` is how long the vendor took for its first word, or for a list, when it last worked.
    """

    failure: Failure | None = None
    last_failure: Failure | None = None
    last_failure_at: datetime | None = None
    last_success_at: datetime | None = None
    latency_ms: int | None = None
