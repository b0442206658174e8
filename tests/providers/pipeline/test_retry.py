from datetime import UTC, datetime

import pytest

from rxchat.domain.errors import AuthenticationFailed, RateLimited, ServerFault
from rxchat.providers.pipeline.retry import RetryPolicy, retry_after_seconds

POLICY = RetryPolicy(random=lambda: 0.0)


def test_waits_grow_from_half_a_second_and_stop_after_two_retries():
    assert [POLICY.delay(made, ServerFault("x")) for made in range(3)] == [0.5, 1.0, None]


def test_waits_never_exceed_eight_seconds():
    assert RetryPolicy(retries=9, random=lambda: 0.0).delay(8, ServerFault("x")) == 8.0


def test_jitter_shortens_a_wait_by_up_to_a_quarter():
    assert RetryPolicy(random=lambda: 1.0).delay(0, ServerFault("x")) == 0.375


def test_an_error_that_stays_is_not_retried():
    assert POLICY.delay(0, AuthenticationFailed("x")) is None


@pytest.mark.parametrize(("asked", "delay"), [(0.0, 0.0), (12.0, 12.0), (60.0, 60.0), (60.1, None), (3600.0, None)])
def test_the_vendors_wait_is_honoured_up_to_a_minute(asked: float, delay: float | None):
    assert POLICY.delay(0, RateLimited("x", retry_after=asked)) == delay


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "12"}, 12.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after-ms": "250", "retry-after": "12"}, 0.25),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:30 -0000"}, 30.0),
        ({"retry-after": "Sun, 22 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
    ],
)
def test_every_form_of_retry_after_is_read(headers: dict[str, str], seconds: float | None):
    assert retry_after_seconds(headers, datetime(2026, 11, 22, 12, tzinfo=UTC)) == seconds
