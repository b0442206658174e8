"""Which connections have a client that no longer reads."""

import pytest

from rxchat.launcher.serving.write_progress import STALLED_SECONDS, WriteProgress


def looked_at(unsent: list[int]) -> bool:
    """What the last look says, after one at each second with so many bytes unsent."""
    progress = WriteProgress()
    return [progress.is_stalled(size, float(second)) for second, size in enumerate(unsent)][-1]


LONG = int(STALLED_SECONDS) + 3


@pytest.mark.parametrize(
    ("unsent", "is_stalled"),
    [
        ([0] * LONG, False),
        ([5000] * LONG, True),
        ([5000] * (LONG - 4), False),
        (list(range(1, LONG + 1)), True),  # small pushes to a computer that sleeps
        (list(range(LONG, 0, -1)), False),  # slow, but it comes through
        ([*[5000] * (LONG - 4), 4000, *[4000] * 5], False),
        ([*[5000] * (LONG - 4), 0, 5000], False),
        ([0] * LONG + [5000] * 2, False),
    ],
)
def test_a_client_is_given_up_when_nothing_has_left_for_a_while(unsent: list[int], is_stalled: bool):
    assert looked_at(unsent) is is_stalled
