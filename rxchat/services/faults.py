"""What is said of a provider that fails in a way no provider should: a fault in its own code."""

from rxchat.domain.errors import Failure
from rxchat.providers.base import BaseProvider


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
