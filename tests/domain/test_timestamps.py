from datetime import UTC, datetime, timedelta, timezone

import pytest

from rxchat.domain.timestamps import in_utc


def test_a_moment_keeps_its_place_and_one_without_a_zone_is_in_utc():
    assert in_utc(datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))) == datetime(2026, 1, 1, tzinfo=UTC)
    assert in_utc(datetime.fromisoformat("2026-01-01")) == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_what_is_out_of_the_calendar_there_is_told(text: str):
    with pytest.raises(ValueError, match="calendar"):
        in_utc(datetime.fromisoformat(text))
