"""Once a minute."""

import logging

import pytest

from rxchat.security.throttled_log import EVERY_SECONDS, ThrottledWarning


def test_a_flood_is_one_line_a_minute_which_counts(caplog: pytest.LogCaptureFixture):
    now = [0.0]
    crowd = ThrottledWarning(logging.getLogger("rxchat.x"), "Too many.", clock=lambda: now[0])
    for second in range(int(2 * EVERY_SECONDS) + 1):
        now[0] = second
        crowd.warn()
        crowd.warn()
    assert [record.getMessage() for record in caplog.records] == [
        "Too many. (1 since the last such line)",
        "Too many. (120 since the last such line)",
        "Too many. (120 since the last such line)",
    ]
