"""How providers have been doing."""

from datetime import UTC, datetime, timedelta

from rxchat.domain.errors import AuthenticationFailed, Failure, ModelNotFound, RateLimited, RequestRejected, failure_of
from rxchat.domain.health import Health
from rxchat.services.events import EventBus, HealthReported, ProvidersChanged
from rxchat.services.health.health_tracker import HealthTracker

AT = datetime(2026, 1, 2, tzinfo=UTC)
REFUSED = failure_of(AuthenticationFailed("Acme rejected your API key.", provider="acme"))
LIMITED = failure_of(RateLimited("You've hit Acme's rate limit.", provider="acme"))


def test_nothing_is_known_of_a_provider_that_was_not_called():
    assert HealthTracker().of("acme") == Health()


def test_a_failure_stands_until_a_call_works_and_is_remembered_then():
    health = HealthTracker(lambda: AT)
    health.worked("acme", 12)
    health.failed("acme", REFUSED)
    assert (health.of("acme").failure, health.of("acme").last_success_at) == (REFUSED, AT)
    health.worked("acme")
    assert health.of("acme") == Health(last_failure=REFUSED, last_failure_at=AT, last_success_at=AT, latency_ms=12)
    assert health.of("other") == Health()


def test_what_a_request_had_wrong_is_no_mark_against_the_provider():
    health = HealthTracker()
    health.failed("acme", failure_of(RequestRejected("Acme rejected the request.", provider="acme")))
    assert health.of("acme") == Health()


def test_a_list_that_is_refused_is_a_mark_whatever_the_fault():
    health = HealthTracker(lambda: AT)
    gone = failure_of(ModelNotFound("There is nothing there.", provider="acme"))
    health.failed_to_list("acme", gone)
    assert health.of("acme") == Health(failure=gone, last_failure=gone, last_failure_at=AT)


def test_it_begins_with_what_is_known_and_publishes_each_report():
    events = EventBus()
    reports = events.subscribe(HealthReported)
    health = HealthTracker(lambda: AT, known={"acme": Health(latency_ms=7)}, events=events)
    health.worked("acme")
    assert reports.take() == (HealthReported("acme"),)
    health.failed("other", REFUSED)
    assert reports.take() == (HealthReported("other"),)
    health.forget("other")
    assert reports.take() == (HealthReported("other"),)
    assert health.of("acme") == Health(last_success_at=AT, latency_ms=7)


def test_what_a_light_shows_is_published_when_it_turns_and_not_for_each_call():
    events = EventBus()
    changes = events.subscribe(ProvidersChanged)
    health = HealthTracker(events=events)
    turns: list[Failure | None] = []
    for report in (
        *[lambda: health.worked("acme", 5)] * 3,
        *[lambda: health.failed("acme", REFUSED)] * 2,
        lambda: health.failed("acme", LIMITED),
        lambda: health.worked("acme", 5),
    ):
        report()
        turns += [health.of(change.provider).failure for change in changes.take() if isinstance(change, ProvidersChanged)]
    assert turns == [None, REFUSED, LIMITED, None]


def test_what_was_known_of_another_connection_is_forgotten():
    health = HealthTracker()
    health.failed("acme", REFUSED)
    health.forget("acme")
    assert health.of("acme") == Health()


def test_what_another_process_found_out_counts_where_it_is_newer():
    events = EventBus()
    changes = events.subscribe(ProvidersChanged)
    health = HealthTracker(lambda: AT, events=events)
    health.worked("acme", 5)
    assert changes.take() == (ProvidersChanged("acme"),)
    older = Health(failure=LIMITED, last_failure=LIMITED, last_failure_at=AT - timedelta(seconds=1))
    newer = Health(failure=LIMITED, last_failure=LIMITED, last_failure_at=AT + timedelta(seconds=1), last_success_at=AT)
    health.learn({"acme": older, "other": Health()})
    assert (health.of("acme").failure, changes.take()) == (None, ())
    health.learn({"acme": newer})
    assert (health.of("acme"), changes.take()) == (newer, (ProvidersChanged("acme"),))
    health.learn({"acme": newer})
    assert changes.take() == ()
