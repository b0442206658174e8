"""What is said of a provider that fails in a way its own errors have no word for."""

from dataclasses import replace

from rxchat.domain.errors import Failure, ModelNotFound, NoModelList, ProviderError, RxchatError, failure_of
from rxchat.providers.base import BaseProvider
from rxchat.providers.errors import words
from rxchat.security.redaction import redacted


def told(error: RxchatError) -> Failure:
    """What is said of an error: its own words without secrets, as a provider of somebody else's may write anything into them."""
    failure = failure_of(error)
    return replace(failure, message=redacted(failure.message), hint=redacted(failure.hint))


def shared(provider: BaseProvider, error: RxchatError) -> Failure:
    """What everybody may read of it: a vendor's own words may repeat what one person asked, and are for that person only."""
    failure = told(error)
    if not isinstance(error, ProviderError):
        return failure
    if error.own_words is not None:
        return replace(failure, message=redacted(error.own_words))
    return replace(failure, message=words(type(error), provider.subject, ""), hint=error.default_hint)


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


def unlisted(provider: BaseProvider, error: ProviderError) -> ProviderError:
    """A vendor that does not say its models. It was asked for no model: that something is not found is the address's fault."""
    return provider.fault(NoModelList, status=error.status) if isinstance(error, ModelNotFound) else error
