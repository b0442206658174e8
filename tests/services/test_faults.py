"""What is said of a provider that fails in a way its own errors have no word for."""

from fakes.acme import AcmeProvider

from rxchat.domain.errors import ModelNotFound, RateLimited, failure_of
from rxchat.security.redaction import MARK, remember_secret
from rxchat.services.faults import told, unanswered, unexpected, unlisted


def test_it_names_the_provider_and_what_to_do():
    failure = unexpected(AcmeProvider())
    assert (failure.code, failure.provider, failure.retryable) == ("internal_error", "acme", True)
    assert "Acme" in failure.message
    assert failure.hint != ""


def test_a_vendor_that_says_nothing_is_told_with_the_time_it_had():
    failure = unanswered(AcmeProvider(), 3.0)
    assert (failure.code, failure.message) == ("timed_out", "Acme did not answer within 3 s.")


def test_an_address_that_has_no_list_of_models_is_told_as_that():
    failure = unlisted(AcmeProvider(), ModelNotFound("Acme does not know the model.", provider="acme"))
    assert (failure.code, failure.message) == ("no_model_list", "Acme has no list of models.")
    assert "base URL" in failure.hint
    limited = RateLimited("Acme is limiting requests.", provider="acme", retry_after=3.0)
    assert unlisted(AcmeProvider(), limited) == failure_of(limited)


def test_an_error_of_somebody_elses_provider_tells_no_secret():
    remember_secret("a-key-in-an-error-0123")
    failure = told(RateLimited("No: a-key-in-an-error-0123.", provider="acme", hint="Not a-key-in-an-error-0123."))
    assert (failure.message, failure.hint, failure.provider) == (f"No: {MARK}.", f"Not {MARK}.", "acme")
