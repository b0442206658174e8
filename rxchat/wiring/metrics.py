"""Metrics: where `/metrics` reads. Nothing is computed before somebody asks."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from rxchat.db.database import Database
from rxchat.services.health.call_counts import CallCounts
from rxchat.services.health.loop_lag import LoopLag
from rxchat.wiring.auth import AuthServices
from rxchat.wiring.background import run_in_background
from rxchat.wiring.chat import ChatServices
from rxchat.wiring.provider_access import ProviderAccess


@dataclass(frozen=True, kw_only=True)
class MetricSources:
    calls: CallCounts
    lag: LoopLag
    database_sizes: Callable[[], dict[str, int]]
    writes_waiting: Callable[[], int]
    open_sockets: Callable[[], int]
    """Of open tabs."""
    running_answers: Callable[[], int]


def build_metrics(
    stack: AsyncExitStack, access: ProviderAccess, auth: AuthServices, chat: ChatServices, database: Database
) -> MetricSources:
    lag = LoopLag()
    run_in_background(stack, lag.run())
    return MetricSources(
        calls=access.health.counts,
        lag=lag,
        database_sizes=database.sizes,
        writes_waiting=lambda: database.writes_waiting,
        open_sockets=lambda: len(auth.sessions.sockets),
        running_answers=lambda: chat.generations.running_count,
    )
