"""Errors: everything that can go wrong, in words a person can act on. Each kind carries its own status, blame and words.

RxchatError                      code, message, hint: what happened, what to do next
├── InvalidRequest               what was asked does not make sense as it stands
│   └── InvalidCertificate       a certificate authority that can't be used
├── NotFound                     no such conversation or message (of this person)
├── NotSaved                     it can't be written now: disk, file, or another program
│   └── WorkerLost               the process was cut off from the others that serve the database
├── NotRead                      it can't be read now, likewise
├── Restarting                   this process is stopping, and takes nothing new
├── Unauthorized                 nobody is signed in, or not with that password
├── Forbidden                    not for this person, or not from here
├── TooManyAttempts              wrong passwords, too many in a row
├── UnknownProvider              no provider of that name
├── UnknownModel                 no enabled provider has that model
├── AmbiguousModel               several have it: say which
├── SpendLimitReached            the person's own cap on spending is used up
├── DownloadFailed               a model couldn't be downloaded
├── NotSummarized                the model gave no summary that can be used
├── StartupFailed                the program cannot start; the launcher prints it and exits with 2
└── ProviderError                a vendor's call failed: see provider_errors.py
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rxchat.domain.error_base import Blame, RxchatError
from rxchat.domain.provider_errors import *  # noqa: F403 - every kind of error is imported from here
from rxchat.domain.provider_errors import ProviderError


class InvalidRequest(RxchatError):
    code = "invalid_request"
    http_status = 422
    blame = Blame.REQUEST


class InvalidCertificate(InvalidRequest):
    code = "invalid_certificate"


class NotFound(RxchatError):
    code = "not_found"
    http_status = 404
    blame = Blame.REQUEST


class NotSaved(RxchatError):
    """`cause` is what stands in the way, as a sentence, where that is known."""

    code = "not_saved"
    http_status = 503
    retryable = True

    def __init__(self, message: str, *, hint: str | None = None, cause: str = "") -> None:
        super().__init__(message, hint=hint)
        self.cause = cause


class WorkerLost(NotSaved):
    """The others take this process for gone: it may write nothing more, and ends."""

    code = "worker_lost"

    def __init__(
        self,
        message: str = "This rxchat process lost touch with the others, so this wasn't saved.",
        *,
        hint: str = "Try again: another process takes over.",
        cause: str = "This process lost touch with the others.",
    ) -> None:
        super().__init__(message, hint=hint, cause=cause)


class NotRead(RxchatError):
    code = "not_read"
    http_status = 503
    retryable = True


class Restarting(RxchatError):
    code = "restarting"
    http_status = 503
    retryable = True
    default_hint = "Send it again in a moment."


class Unauthorized(RxchatError):
    code = "unauthorized"
    http_status = 401
    blame = Blame.REQUEST


class Forbidden(RxchatError):
    code = "forbidden"
    http_status = 403
    blame = Blame.REQUEST


class TooManyAttempts(RxchatError):
    """`retry_after` is in seconds."""

    code = "too_many_attempts"
    http_status = 429
    blame = Blame.REQUEST

    def __init__(self, message: str, *, hint: str | None = None, retry_after: float = 0.0) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class UnknownProvider(RxchatError):
    code = "unknown_provider"
    http_status = 404
    blame = Blame.REQUEST


class UnknownModel(RxchatError):
    code = "unknown_model"
    http_status = 404
    blame = Blame.REQUEST
    default_hint = "Switch to another model."


class AmbiguousModel(RxchatError):
    code = "ambiguous_model"
    http_status = 409
    blame = Blame.REQUEST


class SpendLimitReached(RxchatError):
    code = "spend_limit_reached"
    http_status = 402
    blame = Blame.REQUEST
    default_hint = "Raise the budget in Settings > Usage, or switch to a free model."


class DownloadFailed(RxchatError):
    code = "download_failed"
    http_status = 502
    retryable = True


class NotSummarized(RxchatError):
    code = "not_summarized"
    http_status = 502
    blame = Blame.PROVIDER
    retryable = True
    default_hint = "Nothing was changed. Try again, or choose another model."


class StartupFailed(RxchatError):
    code = "startup_failed"
    api_code = "internal_error"

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


def kinds_of(base: type[RxchatError]) -> Iterator[type[RxchatError]]:
    """A kind of error and all the kinds of it."""
    yield base
    for kind in base.__subclasses__():
        yield from kinds_of(kind)


KINDS: Final = tuple(kinds_of(RxchatError))
"""The program's own; a provider of somebody else's may have more."""
PROVIDER_KINDS: Final = tuple(kind for kind in KINDS if issubclass(kind, ProviderError))
_BY_CODE: Final = {kind.code: kind for kind in KINDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An error as it is stored with a message and shown to a person."""

    code: str
    message: str
    hint: str = ""
    provider: str = ""
    retryable: bool = False
    retry_after: float | None = None

    @property
    def kind(self) -> type[RxchatError]:
        """The kind of error it was, RxchatError where the code is of none."""
        return _BY_CODE.get(self.code, RxchatError)


def failure_of(error: RxchatError) -> Failure:
    if isinstance(error, ProviderError):
        return Failure(
            code=error.code,
            message=error.message,
            hint=error.hint,
            provider=error.provider,
            retryable=error.retryable,
            retry_after=error.retry_after,
        )
    wait = error.retry_after if isinstance(error, TooManyAttempts) else None
    return Failure(code=error.code, message=error.message, hint=error.hint, retryable=error.retryable, retry_after=wait)
