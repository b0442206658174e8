"""What is said of a provider that fails in a way its own errors have no word for."""

from fakes.acme import AcmeProvider

from rxchat.domain.errors import (
    BillingRequired,
    ConnectionFailed,
    ModelNotFound,
    NotFound,
    RateLimited,
    RequestRejected,
    ServerFault,
    failure_of,
)
from rxchat.security.redaction import MARK, remember_secret
from rxchat.services.failures import public_failure, redacted_failure, unanswered, unexpected, unlisted


def test_it_names_the_provider_and_what_to_do():
    failure = unexpected(AcmeProvider())
    assert (failure.code, failure.provider, failure.retryable) == ("internal_error", "acme", True)
    assert "Acme" in failure.message
    assert failure.hint != ""


def test_a_vendor_that_says_nothing_is_told_with_the_time_it_had():
    failure = unanswered(AcmeProvider(), 3.0)
    assert (failure.code, failure.message) == ("timed_out", "Acme didn't respond within 3 seconds.")


def test_an_address_that_has_no_list_of_models_is_told_as_that():
    failure = failure_of(unlisted(AcmeProvider(), ModelNotFound("Acme does not know the model.", provider="acme")))
    assert (failure.code, failure.message) == ("no_model_list", "Acme has no model list at this URL.")
    assert "base URL" in failure.hint
    limited = RateLimited("You've hit Acme's rate limit.", provider="acme", retry_after=3.0)
    assert unlisted(AcmeProvider(), limited) is limited


def test_what_a_vendor_says_is_for_who_asked_and_its_kind_for_everybody():
    provider, prompt = AcmeProvider(), "the secret plan of Ada"
    for kind in (RateLimited, ServerFault, BillingRequired, RequestRejected):
        error = provider.fault(kind, says=f"cannot answer: {prompt}")
        assert prompt in redacted_failure(error).message
        known = public_failure(provider, error)
        assert (known.code, known.provider) == (kind.code, "acme")
        assert prompt not in f"{known.message} {known.hint}"
        assert "Acme" in known.message
    ours = provider.fault(ConnectionFailed, message="Acme cannot be reached at http://h: nothing accepts connections there.")
    assert public_failure(provider, ours).message == ours.message
    somebody_elses = RateLimited(f"No: {prompt}", provider="acme", hint=f"About {prompt}")
    assert prompt not in str(public_failure(provider, somebody_elses))
    assert (
        public_failure(provider, NotFound("That image is no longer available.")).message == "That image is no longer available."
    )


def test_an_error_of_somebody_elses_provider_tells_no_secret():
    remember_secret("a-key-in-an-error-0123")
    failure = redacted_failure(RateLimited("No: a-key-in-an-error-0123.", provider="acme", hint="Not a-key-in-an-error-0123."))
    assert (failure.message, failure.hint, failure.provider) == (f"No: {MARK}.", f"Not {MARK}.", "acme")
