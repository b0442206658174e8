"""How providers have been doing."""

from datetime import UTC, datetime

from rxchat.domain.errors import AuthenticationFailed, RequestRejected, failure_of
from rxchat.services.health import Health, HealthService

AT = datetime(2026, 1, 2, tzinfo=UTC)
REFUSED = failure_of(AuthenticationFailed("Acme refuses the key.", provider="acme"))


def test_nothing_is_known_of_a_provider_that_was_not_called():
    assert HealthService().of("acme") == Health()


def test_a_failure_stands_until_a_call_works_and_is_remembered_then():
    health = HealthService(lambda: AT)
    health.worked("acme", 12)
    health.failed("acme", REFUSED)
    assert (health.of("acme").failure, health.of("acme").last_success_at) == (REFUSED, AT)
    health.worked("acme")
    assert health.of("acme") == Health(last_failure=REFUSED, last_failure_at=AT, last_success_at=AT, latency_ms=12)
    assert health.of("other") == Health()


def test_what_a_request_had_wrong_is_no_mark_against_the_provider():
    health = HealthService()
    health.failed("acme", failure_of(RequestRejected("Acme refuses the request.", provider="acme")))
    assert health.of("acme") == Health()


def test_what_was_known_of_another_connection_is_forgotten():
    health = HealthService()
    health.failed("acme", REFUSED)
    health.forget("acme")
    assert health.of("acme") == Health()
