"""Whoever guesses is slowed down."""

import pytest

from rxchat.domain.errors import TooManyAttempts
from rxchat.services.throttle import FREE, WINDOW_SECONDS, Throttle


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_five_failures_and_the_sixth_try_waits():
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(FREE):
        throttle.check("ann from here")
        throttle.failed("ann from here")
        clock.now += 60
    with pytest.raises(TooManyAttempts, match="too many") as slowed:
        throttle.check("ann from here")
    assert slowed.value.retry_after == WINDOW_SECONDS - 5 * 60
    assert "10 minutes" in slowed.value.hint
    throttle.check("ann from elsewhere")
    clock.now = WINDOW_SECONDS
    throttle.check("ann from here")


def test_success_forgets_the_failures():
    throttle = Throttle(Clock())
    for _ in range(FREE):
        throttle.failed("ann")
    throttle.succeeded("ann")
    throttle.check("ann")
