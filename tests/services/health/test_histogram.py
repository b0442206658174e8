"""A histogram counts as Prometheus does."""

import pytest

from rxchat.services.health.histogram import ENDLESS, Histogram


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ((), [0, 0, 0]),
        ((0.0, 0.1), [2, 2, 2]),
        ((0.11, 1.0), [0, 2, 2]),
        ((1.01, 900.0), [0, 0, 2]),
        ((0.05, 0.5, 5.0), [1, 2, 3]),
    ],
)
def test_a_bound_counts_all_values_up_to_it(values: tuple[float, ...], counts: list[int]):
    histogram = Histogram((0.1, 1.0))
    for value in values:
        histogram.observe(value)
    assert list(histogram.buckets()) == list(zip((0.1, 1.0, ENDLESS), counts, strict=True))
    assert histogram.total == pytest.approx(sum(values))
