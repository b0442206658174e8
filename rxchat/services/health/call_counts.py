"""Call counts: what `/metrics` says of the answers of each provider since the start.

A provider, an outcome and an error's code are all that is counted by: nothing that a person wrote.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from rxchat.domain.usage import Usage
from rxchat.services.health.histogram import Histogram

MOST_PROVIDERS: Final = 100
OTHERS: Final = "other"
"""The name of all providers beyond that: endpoints can be added and removed without end."""

_SECONDS: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0, 300.0)


def _latencies() -> Histogram:
    return Histogram(_SECONDS)


@dataclass(slots=True)
class ProviderCounts:
    """`outcomes` are complete, failed and stopped; `tokens` are counted by kind."""

    outcomes: Counter[str] = field(default_factory=Counter[str])
    errors: Counter[str] = field(default_factory=Counter[str])
    tokens: Counter[str] = field(default_factory=Counter[str])
    first_text: Histogram = field(default_factory=_latencies)
    answer: Histogram = field(default_factory=_latencies)


class CallCounts:
    """Counts of this process. For one event loop."""

    def __init__(self) -> None:
        self.by_provider: dict[str, ProviderCounts] = {}

    def completed(self, provider: str, usage: Usage, *, first_ms: int | None, whole_ms: int) -> None:
        counts = self._ended(provider, "complete", usage, first_ms)
        counts.answer.observe(whole_ms / 1000)

    def failed(self, provider: str, code: str, usage: Usage, *, first_ms: int | None) -> None:
        self._ended(provider, "failed", usage, first_ms).errors[code] += 1

    def stopped(self, provider: str, usage: Usage, *, first_ms: int | None) -> None:
        """Stopped by its reader, or by the end of the program."""
        self._ended(provider, "stopped", usage, first_ms)

    def _ended(self, provider: str, outcome: str, usage: Usage, first_ms: int | None) -> ProviderCounts:
        counts = self._of(provider)
        counts.outcomes[outcome] += 1
        if first_ms is not None:
            counts.first_text.observe(first_ms / 1000)
        for kind, tokens in (
            ("input", usage.input_tokens),
            ("output", usage.output_tokens),
            ("cache_read", usage.cache_read_tokens),
            ("cache_write", usage.cache_write_tokens),
            ("reasoning", usage.reasoning_tokens),
        ):
            if tokens:
                counts.tokens[kind] += tokens
        return counts

    def _of(self, provider: str) -> ProviderCounts:
        if provider not in self.by_provider and len(self.by_provider) >= MOST_PROVIDERS:
            provider = OTHERS
        return self.by_provider.setdefault(provider, ProviderCounts())
