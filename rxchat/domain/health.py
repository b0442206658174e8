"""Provider health: the outcome of the last calls."""

from dataclasses import dataclass
from datetime import datetime

from rxchat.domain.errors import Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """`failure` is set if the last call failed; `last_failure` stays after a success.

    `latency_ms` is the time to the first token, or to a list of models, of the last success.
    """

    failure: Failure | None = None
    last_failure: Failure | None = None
    last_failure_at: datetime | None = None
    last_success_at: datetime | None = None
    latency_ms: int | None = None
