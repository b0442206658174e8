"""Durations in words."""

import pytest

from rxchat.domain.durations import duration


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 second"),
        (0.2, "1 second"),
        (1, "1 second"),
        (11.2, "12 seconds"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (121, "3 minutes"),
        (7199, "120 minutes"),
        (7200, "2 hours"),
        (90_000, "25 hours"),
    ],
)
def test_a_duration_is_rounded_up_to_a_unit_that_people_count_in(seconds: float, words: str):
    assert duration(seconds) == words
