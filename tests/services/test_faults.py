"""What is said of a provider with a fault of its own."""

from fakes.acme import AcmeProvider

from rxchat.services.faults import unanswered, unexpected


def test_it_names_the_provider_and_what_to_do():
    failure = unexpected(AcmeProvider())
    assert (failure.code, failure.provider, failure.retryable) == ("internal_error", "acme", True)
    assert "Acme" in failure.message
    assert failure.hint != ""


def test_a_vendor_that_says_nothing_is_told_with_the_time_it_had():
    failure = unanswered(AcmeProvider(), 3.0)
    assert (failure.code, failure.message) == ("timed_out", "Acme did not answer within 3 s.")
