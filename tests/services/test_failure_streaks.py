import asyncio
import logging

import pytest

from rxchat.domain.errors import NotSaved
from rxchat.services.failure_streaks import FailureStreak


def test_the_log_hears_of_the_first_of_a_streak_only(caplog: pytest.LogCaptureFixture):
    streak = FailureStreak(logging.getLogger("test"), "It can't be saved yet.")

    def fail() -> None:
        with streak:
            raise NotSaved("The disk is full.")

    for _ in range(100):
        fail()
    assert [record.getMessage() for record in caplog.records] == ["It can't be saved yet. The disk is full."]
    assert not caplog.records[0].exc_info
    with streak:
        pass
    fail()
    assert len(caplog.records) == 2


def test_a_failure_that_nobody_foresaw_is_told_with_its_trace(caplog: pytest.LogCaptureFixture):
    with FailureStreak(logging.getLogger("test"), "It failed."):
        raise KeyError("x")
    assert caplog.records[0].exc_info is not None


def test_who_is_cancelled_ends():
    with pytest.raises(asyncio.CancelledError), FailureStreak(logging.getLogger("test"), "It failed."):
        raise asyncio.CancelledError
