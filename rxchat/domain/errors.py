"""Everything that can go wrong in words a person can act on.

    RxchatError                      code, message, hint: what happened, what to do next
    ├── InvalidRequest               what was asked does not make sense as it stands
    ├── NotFound                     no such conversation or message (of this person)
    ├── NotSaved                     it can't be written now: disk, file, or another program
    ├── NotRead                      it can't be read now, likewise
    ├── Unauthorized                 nobody is signed in, or not with that password
    ├── Forbidden                    not for this person, or not from here
    ├── TooManyAttempts              wrong passwords, too many in a row
    ├── UnknownProvider              no provider of that name
    ├── UnknownModel                 no enabled provider has that model
    ├── AmbiguousModel               several have it: say which
    ├── SpendLimitReached            the person's own cap on spending is used up
    ├── StartupFailed                the program cannot start; the launcher prints it and exits with 2
    └── ProviderError                a vendor's call failed
        ├── NotConfigured            no key, or a part is not installed
        ├── ProviderDisabled         switched off by the person
        ├── AuthenticationFailed     the vendor refuses the key
        ├── BillingRequired          the account is out of credit or quota
        ├── ModelNotFound            the vendor does not know the model (any more)
        ├── ContextTooLong           the conversation does not fit the model
        ├── RequestRejected          the vendor refuses the request as such
        ├── ContentBlocked           the vendor's safety layer refuses
        ├── InvalidResponse          the vendor sent something that is not its own format
        ├── NoModelList              the server has no list of models, or shows it to nobody
        ├── InsecureConnection       TLS fails: the certificate is not trusted, or there is none
        ├── RateLimited              ┐
        ├── Overloaded               │
        ├── ServerFault              │ worth another try
        ├── ConnectionFailed         │ nobody is there, or the name is not known
        │   └── ConnectionLost       │ somebody is there, and hung up before any answer
        ├── TimedOut                 │
        └── StreamInterrupted        ┘ closed before its end

No error carries a key, and each survives pickling.
"""

from dataclasses import dataclass
from typing import Any


class RxchatError(Exception):
    """A fault with a name (`code`), what happened (`message`) and what to do next (`hint`)."""

    code = "error"
    default_hint = ""
    retryable = False

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = self.default_hint if hint is None else hint

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.__dict__))


def _rebuild(kind: type[RxchatError], state: dict[str, Any]) -> RxchatError:
    error = kind.__new__(kind)
    Exception.__init__(error, state["message"])
    error.__dict__.update(state)
    return error


class InvalidRequest(RxchatError):
    code = "invalid_request"


class NotFound(RxchatError):
    code = "not_found"


class NotSaved(RxchatError):
    """`cause` is what stands in the way, as a sentence, where that is known."""

    code = "not_saved"
    retryable = True

    def __init__(self, message: str, *, hint: str | None = None, cause: str = "") -> None:
        super().__init__(message, hint=hint)
        self.cause = cause


class NotRead(RxchatError):
    code = "not_read"
    retryable = True


class Unauthorized(RxchatError):
    code = "unauthorized"


class Forbidden(RxchatError):
    code = "forbidden"


class TooManyAttempts(RxchatError):
    """`retry_after` is in seconds."""

    code = "too_many_attempts"

    def __init__(self, message: str, *, hint: str | None = None, retry_after: float = 0.0) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class UnknownProvider(RxchatError):
    code = "unknown_provider"


class UnknownModel(RxchatError):
    code = "unknown_model"
    default_hint = "Choose another model."


class AmbiguousModel(RxchatError):
    code = "ambiguous_model"


class SpendLimitReached(RxchatError):
    code = "spend_limit_reached"
    default_hint = "Raise it under Settings > Usage, or choose another model: those that cost nothing stay usable."


class StartupFailed(RxchatError):
    code = "startup_failed"

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class ProviderError(RxchatError):
    """A vendor's call failed.

    `provider` is the provider's name, `status` the HTTP status if there was one, `vendor_code` the vendor's own word for it,
    `request_id` what the vendor's support asks for, `retry_after` seconds. `own_words` are the message without what the vendor
    said, which may repeat what was asked; None where it is not known what of the message is whose.
    """

    code = "provider_error"

    def __init__(
        self,
        message: str,
        *,
        provider: str = "",
        status: int | None = None,
        vendor_code: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        hint: str | None = None,
        own_words: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.own_words = own_words
        self.provider = provider
        self.status = status
        self.vendor_code = vendor_code
        self.request_id = request_id
        self.retry_after = retry_after


class NotConfigured(ProviderError):
    code = "provider_not_configured"
    default_hint = "Add a key for this provider, or choose another model."


class ProviderDisabled(ProviderError):
    code = "provider_disabled"
    default_hint = "Switch the provider on in the settings, or choose another model."


class AuthenticationFailed(ProviderError):
    code = "authentication_failed"
    default_hint = "Check the key of this provider: it may be mistyped, expired or without access to this model."


class BillingRequired(ProviderError):
    code = "billing_required"
    default_hint = "Check credit and spending limits in the vendor's console, or choose another provider's model."


class ModelNotFound(ProviderError):
    code = "model_not_found"
    default_hint = "The model may be retired. Choose another one."


class ContextTooLong(ProviderError):
    code = "context_too_long"
    default_hint = "Start a new chat, shorten the message, or choose a model with a larger context window."


class RequestRejected(ProviderError):
    code = "request_rejected"
    default_hint = "Change the message, or choose another model."


class ContentBlocked(ProviderError):
    code = "content_blocked"
    default_hint = "Rephrase the message, or choose another model."


class InvalidResponse(ProviderError):
    code = "invalid_response"
    default_hint = "Check the provider's base URL. If it is right, the vendor may have a fault: try again later."


class NoModelList(ProviderError):
    code = "no_model_list"
    default_hint = "Type the id of a model in Settings. If the server should have a list, check the base URL."


class InsecureConnection(ProviderError):
    code = "insecure_connection"
    default_hint = "Check the base URL and the server's certificate."


class RateLimited(ProviderError):
    code = "rate_limited"
    retryable = True
    default_hint = "Wait a little and retry, or switch to another model."


class Overloaded(ProviderError):
    code = "overloaded"
    retryable = True
    default_hint = "The vendor is busy. Retry in a moment, or switch to another model."


class ServerFault(ProviderError):
    code = "server_fault"
    retryable = True
    default_hint = "The fault is at the vendor. Retry, or switch to another model."


class ConnectionFailed(ProviderError):
    code = "connection_failed"
    retryable = True
    default_hint = "Check the network and the provider's base URL, then retry."


class ConnectionLost(ConnectionFailed):
    code = "connection_lost"
    default_hint = "Retry. If it happens again, check the provider's base URL."


class TimedOut(ProviderError):
    code = "timed_out"
    retryable = True
    default_hint = "Retry, or switch to another model."


class StreamInterrupted(ProviderError):
    code = "stream_interrupted"
    retryable = True
    default_hint = "What came is kept. Retry for a whole answer."


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An error as it is stored with a message and shown to a person."""

    code: str
    message: str
    hint: str = ""
    provider: str = ""
    retryable: bool = False
    retry_after: float | None = None


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
    return Failure(code=error.code, message=error.message, hint=error.hint, retryable=error.retryable)
