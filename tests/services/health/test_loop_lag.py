"""How late the event loop is."""

import asyncio

import pytest

from rxchat.services.health import loop_lag
from rxchat.services.health.loop_lag import LoopLag


async def test_what_is_late_is_measured_and_what_is_early_counts_as_on_time():
    lag = LoopLag()
    times = iter((10.0, 10.2, 20.0, 19.9))
    for _ in range(2):
        await lag.measure(lambda: next(times), 0)
    assert lag.seconds.total == pytest.approx(0.2)
    counts = dict(lag.seconds.buckets())
    assert (counts[0.005], counts[0.1], counts[0.25]) == (1, 1, 2)


async def test_it_goes_on_until_it_is_cancelled(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loop_lag, "EVERY_SECONDS", 0)
    lag = LoopLag()
    task = asyncio.create_task(lag.run())
    for _ in range(6):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})
    assert dict(lag.seconds.buckets())[float("inf")] > 1
    assert task.cancelled()
