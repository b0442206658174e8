from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy.dialects.sqlite import dialect

from rxchat.db.column_types import DecimalText, FailureText, TextList, UtcDateTime, read_utc, utc_text
from rxchat.domain.errors import Failure

SQLITE = dialect()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-06-01 10:00:00", datetime(2025, 6, 1, 10, tzinfo=UTC)),
        ("2025-06-01 10:00:00.5", datetime(2025, 6, 1, 10, 0, 0, 500_000, tzinfo=UTC)),
        ("2025-06-01T10:00:00.000Z", datetime(2025, 6, 1, 10, tzinfo=UTC)),
        ("2025-06-01T12:00:00+02:00", datetime(2025, 6, 1, 10, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_on_disk_are_read_as_utc(text: str, expected: datetime | None) -> None:
    assert read_utc(text) == expected
    assert UtcDateTime().process_result_value(text, SQLITE) == expected


def test_dates_are_written_as_sqlite_writes_them() -> None:
    assert utc_text(datetime(2025, 6, 1, 12, 0, 0, 7, tzinfo=timezone(timedelta(hours=2)))) == "2025-06-01 10:00:00"
    assert UtcDateTime().process_bind_param(None, SQLITE) is None


def test_amounts_come_back_exactly() -> None:
    column = DecimalText()
    for amount in ("0.1", "0.00000001", "1E-9", "123456789.123456789"):
        stored = column.process_bind_param(Decimal(amount), SQLITE)
        assert stored is not None
        assert "E" not in stored
        assert column.process_result_value(stored, SQLITE) == Decimal(amount)
    assert column.process_result_value("much", SQLITE) is None


def test_failures_come_back_whole_and_unreadable_ones_as_none() -> None:
    column = FailureText()
    failure = Failure(code="rate_limited", message="Trop de requêtes", provider="mistral", retryable=True, retry_after=1.5)
    assert column.process_result_value(column.process_bind_param(failure, SQLITE), SQLITE) == failure
    later = '{"code": "a", "message": "b", "a_later_field": 1}'
    assert column.process_result_value(later, SQLITE) == Failure(code="a", message="b")
    for text in ("not JSON", "[]", "{}", "7"):
        assert column.process_result_value(text, SQLITE) is None


def test_texts_come_back_in_order_and_none_at_all_are_null() -> None:
    column = TextList()
    texts = ("Une image", "\u2028")
    assert column.process_result_value(column.process_bind_param(texts, SQLITE), SQLITE) == texts
    assert column.process_bind_param((), SQLITE) is None
    for text in (None, "not JSON", "7"):
        assert column.process_result_value(text, SQLITE) == ()
