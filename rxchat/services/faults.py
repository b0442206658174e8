"""What is said of a provider that fails in a way its own errors have no word for."""

from dataclasses import replace

from rxchat.domain.errors import Failure, ModelNotFound, NoModelList, ProviderError, RxchatError, failure_of
from rxchat.providers.base import BaseProvider
from rxchat.security.redaction import redacted


def told(error: RxchatError) -> Failure:
    """What is said of an error: its own words without secrets, as a provider of somebody else's may write anything into them."""
    failure = failure_of(error)
    return replace(failure, message=redacted(failure.message), hint=redacted(failure.hint))


def unexpected(provider: BaseProvider) -> Failure:
    """The log, written where the fault was met, names the cause."""
    return Failure(
        code="internal_error",
        message=f"The {provider.label} provider failed in an unexpected way.",
        hint="Retry, or switch to another model. The log names the cause.",
        provider=provider.name,
        retryable=True,
    )


def unanswered(provider: BaseProvider, seconds: float) -> Failure:
    """A vendor that says nothing within the time it is given."""
    return Failure(
        code="timed_out",
        message=f"{provider.subject} did not answer within {seconds:g} s.",
        hint="Check the network and the provider's base URL, then retry.",
        provider=provider.name,
        retryable=True,
    )


def unlisted(provider: BaseProvider, error: ProviderError) -> Failure:
    """A vendor that does not say its models. It was asked for no model: that something is not found is the address's fault."""
    if isinstance(error, ModelNotFound):
        error = provider.fault(NoModelList, status=error.status)
    return told(error)
