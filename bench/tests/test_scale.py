from typing import cast

import pytest

from bench.failure import MeasurementFailed
from bench.rig import Rig
from bench.scale import LONG, Reply, is_a_beginning, measure


def test_without_a_server_it_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BENCH_DATABASE_URL", raising=False)

    with pytest.raises(MeasurementFailed, match="BENCH_DATABASE_URL isn't set"):
        measure(cast(Rig, None))


@pytest.mark.parametrize(
    ("content", "wanted"),
    [("", True), ("qaz0 qaz1 ", True), ("qaz0 qaz1 qaz1 ", False), ("qaz0 qaz2 ", False), ("qaz0 qa", False)],
)
def test_only_what_the_vendor_said_first_is_a_beginning(content: str, wanted: bool) -> None:
    assert is_a_beginning(Reply(content, "interrupted", 7, 1), LONG, "qaz") is wanted
