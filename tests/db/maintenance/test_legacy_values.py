import pytest

from rxchat.db.maintenance.legacy_values import date_in_utc, is_date, plain_id


@pytest.mark.parametrize(
    ("value", "plain"),
    [("12", 12), (12.0, 12), (7, 7), ("007", "007"), ("1e3", "1e3"), ("", ""), (None, None), (1.5, 1.5), ("9" * 30, "9" * 30)],
)
def test_a_number_is_one_however_a_column_stores_it(value: object, plain: object) -> None:
    assert plain_id(value) == plain


def test_dates_are_known_by_their_column() -> None:
    assert is_date("created_at", "TEXT")
    assert is_date("Last_Login", "")
    assert is_date("seen", "TIMESTAMP WITH TIME ZONE")
    assert not is_date("format", "TEXT")


def test_what_is_no_date_stays() -> None:
    assert date_in_utc("2025-03-01T22:30:00+05:30") == "2025-03-01 17:00:00"
    assert date_in_utc("soon") == "soon"
    assert date_in_utc(None) is None
