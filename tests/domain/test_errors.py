"""Everything that can go wrong."""

import pickle

import pytest

from rxchat.domain import errors, provider_errors
from rxchat.domain.error_base import Blame
from rxchat.domain.errors import Failure, ProviderError, RateLimited, RxchatError, StartupFailed, UnknownModel, failure_of

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, RxchatError)]
RETRYABLE = {
    "rate_limited", "overloaded", "server_fault", "connection_failed", "connection_lost", "timed_out", "stream_interrupted",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_survives_pickling_and_stands_in_the_drawn_tree(kind: type[RxchatError]):
    error = kind("What happened.", hint="What to do.")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.message, again.hint, again.__dict__) == (kind, "What happened.", "What to do.", error.__dict__)
    assert kind.__name__ in f"{errors.__doc__}{provider_errors.__doc__}"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if issubclass(kind, ProviderError) and kind is not ProviderError])
def test_every_vendors_error_says_what_to_do_and_whether_to_try_again(kind: type[ProviderError]):
    assert kind("x").hint != ""
    assert kind.retryable is (kind.code in RETRYABLE)


def test_codes_are_told_apart():
    codes = [kind.code for kind in KINDS]
    assert len(codes) == len(set(codes))


def test_what_is_stored_with_a_message_is_what_a_person_needs():
    failure = failure_of(RateLimited("You've hit Acme's rate limit.", provider="acme", status=429, retry_after=12))
    assert (failure.code, failure.provider, failure.retryable, failure.retry_after) == ("rate_limited", "acme", True, 12)
    assert failure_of(UnknownModel("No such model.")).retryable is False


def test_a_failure_knows_its_kind_by_its_code():
    for kind in KINDS:
        assert Failure(code=kind.code, message="?").kind is kind
    assert Failure(code="invented", message="?").kind is RxchatError


def test_a_request_that_cannot_work_is_not_blamed_on_the_provider():
    blamed = {kind.code for kind in KINDS if kind.blame is Blame.REQUEST}
    assert {"content_blocked", "context_too_long", "model_not_found", "request_rejected", "invalid_request"} <= blamed
    assert not any(kind.retryable for kind in KINDS if kind.blame is Blame.REQUEST)


def test_a_failed_start_reads_as_one_line():
    assert str(StartupFailed("Port 8000 is taken.", hint="Choose another with --port.")) == (
        "Port 8000 is taken. Choose another with --port."
    )
