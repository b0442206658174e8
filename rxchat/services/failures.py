"""Failures: errors as values for users, with secrets redacted."""

from dataclasses import replace

from rxchat.domain.errors import ConnectionFailed, Failure, ModelNotFound, NoModelList, ProviderError, RxchatError, failure_of
from rxchat.providers.base import BaseProvider
from rxchat.providers.errors import words
from rxchat.security.redaction import redacted


def redacted_failure(error: RxchatError) -> Failure:
    """The failure of an error, with secrets redacted: a drop-in provider may write anything into it."""
    failure = failure_of(error)
    return replace(failure, message=redacted(failure.message), hint=redacted(failure.hint))


def public_failure(provider: BaseProvider, error: RxchatError) -> Failure:
    """The failure that all users may see: a vendor's message may repeat one user's request, so only that user sees it."""
    failure = redacted_failure(error)
    if not isinstance(error, ProviderError):
        return failure
    if error.own_words is not None:
        return replace(failure, message=redacted(error.own_words))
    return replace(failure, message=words(type(error), provider.subject, ""), hint=error.default_hint)


def unexpected(provider: BaseProvider) -> Failure:
    """The failure of a bug in a provider; the log names the cause."""
    return Failure(
        code="internal_error",
        message=f"{provider.subject} failed unexpectedly.",
        hint="Try again, or switch to another model. Details are in the log.",
        provider=provider.name,
        retryable=True,
    )


def unanswered(provider: BaseProvider, seconds: float) -> Failure:
    """The failure of a vendor that doesn't respond in time."""
    return Failure(
        code="timed_out",
        message=f"{provider.subject} didn't respond within {seconds:g} seconds.",
        hint=ConnectionFailed.default_hint,
        provider=provider.name,
        retryable=True,
    )


def unlisted(provider: BaseProvider, error: ProviderError) -> ProviderError:
    """The error of a model list. No model was requested, so `ModelNotFound` means that the address has no list."""
    return provider.fault(NoModelList, status=error.status) if isinstance(error, ModelNotFound) else error
