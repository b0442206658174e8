import pytest

from bench.failure import MeasurementFailed
from bench.painted import lags_of


def test_lags_are_the_times_from_writing_to_painting_in_ascending_order() -> None:
    assert lags_of(seen=[130, 145, 150], written=[100, 110, 120]) == [30, 30, 35]


def test_words_that_were_never_painted_fail_the_measurement() -> None:
    with pytest.raises(MeasurementFailed, match="3 words were written and 2 painted"):
        lags_of(seen=[130, 145], written=[100, 110, 120])
