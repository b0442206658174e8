import pytest

from rxchat.domain.contexts import ContextReport


@pytest.mark.parametrize(
    ("window", "counted", "estimated", "can", "should"),
    [
        (1000, 500, 299, True, False),
        (1000, 500, 300, True, True),
        (1000, 0, 900, False, False),
        (None, 900, 900, True, False),
    ],
)
def test_compaction_is_offered_when_the_window_is_four_fifths_full(
    window: int | None, counted: int, estimated: int, can: bool, should: bool
):
    report = ContextReport(model="acme:m", window=window, counted=counted, estimated=estimated, can_compact=can)
    assert report.should_compact is should
