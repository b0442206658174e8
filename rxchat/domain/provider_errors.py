"""Provider errors: the ways a vendor's call fails.

ProviderError                a vendor's call failed
├── NotConfigured            no key, or a part is not installed
├── ProviderDisabled         switched off by the person
├── AuthenticationFailed     the vendor rejects the key
├── BillingRequired          the account is out of credit or quota
├── ModelNotFound            the vendor does not know the model (any more)
├── ContextTooLong           the conversation does not fit the model
├── RequestRejected          the vendor rejects the request as such
├── ContentBlocked           the vendor's safety layer blocks it
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
"""

from typing import ClassVar

from rxchat.domain.error_base import Blame, RxchatError


class ProviderError(RxchatError):
    """A vendor's call failed.

    `provider` is the provider's name, `status` the HTTP status if there was one, `vendor_code` the vendor's own word for it,
    `request_id` what the vendor's support asks for, `retry_after` seconds. `own_words` are the message without what the vendor
    said, which may repeat what was asked; None where it is not known what of the message is whose.
    """

    code = "provider_error"
    api_code = "server_fault"
    http_status = 502
    blame = Blame.PROVIDER
    summary: ClassVar[str] = "{subject} failed"
    """What happened, without its full stop: `subject` is the provider."""
    quotes_vendor: ClassVar[bool] = False
    """Whether the vendor's own message follows. Elsewhere it adds nothing, or may quote a part of the key."""
    is_transient: ClassVar[bool] = False
    """Whether it passes by itself: the vendor or time will see to it, and nobody else has to act."""
    vendor_statuses: ClassVar[tuple[int, ...]] = ()
    """The HTTP statuses with which vendors say it."""
    vendor_codes: ClassVar[tuple[str, ...]] = ()
    """The codes and types with which several vendors say it, in lower case."""

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
    http_status = 409
    summary = "{subject} has no key"
    default_hint = "Add a key for this provider, or choose another model."


class ProviderDisabled(ProviderError):
    code = "provider_disabled"
    http_status = 409
    summary = "{subject} is switched off"
    default_hint = "Switch the provider on in the settings, or choose another model."


class AuthenticationFailed(ProviderError):
    code = "authentication_failed"
    blame = Blame.KEY
    summary = "{subject} refuses the key"
    default_hint = "Check the key of this provider: it may be mistyped, expired or without access to this model."
    vendor_statuses = (401, 403)
    vendor_codes = ("invalid_api_key", "authentication_error")


class BillingRequired(ProviderError):
    code = "billing_required"
    blame = Blame.QUOTA
    summary = "{subject} refuses the account: no credit left, or a spending limit reached"
    quotes_vendor = True
    default_hint = "Check credit and spending limits in the vendor's console, or choose another provider's model."
    vendor_statuses = (402,)
    vendor_codes = ("insufficient_quota", "billing_hard_limit_reached")


class ModelNotFound(ProviderError):
    code = "model_not_found"
    api_code = "unknown_model"
    http_status = 404
    blame = Blame.REQUEST
    summary = "{subject} does not know this model"
    quotes_vendor = True
    default_hint = "The model may be retired. Choose another one."
    vendor_statuses = (404,)
    vendor_codes = ("model_not_found",)


class ContextTooLong(ProviderError):
    code = "context_too_long"
    http_status = 400
    blame = Blame.REQUEST
    summary = "{subject} cannot take a conversation this long"
    quotes_vendor = True
    default_hint = "Start a new chat, shorten the message, or choose a model with a larger context window."
    vendor_statuses = (413,)
    vendor_codes = ("context_length_exceeded", "exceed_context_size_error")


class RequestRejected(ProviderError):
    code = "request_rejected"
    http_status = 400
    blame = Blame.REQUEST
    summary = "{subject} refuses the request"
    quotes_vendor = True
    default_hint = "Change the message, or choose another model."


class ContentBlocked(ProviderError):
    code = "content_blocked"
    http_status = 422
    blame = Blame.REQUEST
    summary = "{subject} blocks this content"
    quotes_vendor = True
    default_hint = "Rephrase the message, or choose another model."
    vendor_codes = ("content_filter", "content_policy_violation")


class InvalidResponse(ProviderError):
    code = "invalid_response"
    summary = "{subject} sent something that is not its format"
    default_hint = "Check the provider's base URL. If it is right, the vendor may have a fault: try again later."


class NoModelList(ProviderError):
    code = "no_model_list"
    summary = "{subject} has no list of models"
    default_hint = "Type the id of a model in Settings. If the server should have a list, check the base URL."


class InsecureConnection(ProviderError):
    code = "insecure_connection"
    summary = "{subject} can't be reached securely"
    default_hint = "Check the base URL and the server's certificate."


class RateLimited(ProviderError):
    code = "rate_limited"
    http_status = 429
    blame = Blame.QUOTA
    retryable = True
    is_transient = True
    summary = "{subject} is limiting requests"
    quotes_vendor = True
    default_hint = "Wait a little and retry, or switch to another model."
    vendor_statuses = (429,)
    vendor_codes = ("rate_limit_exceeded", "rate_limit_error")


class Overloaded(ProviderError):
    code = "overloaded"
    http_status = 503
    retryable = True
    is_transient = True
    summary = "{subject} is overloaded"
    quotes_vendor = True
    default_hint = "The vendor is busy. Retry in a moment, or switch to another model."
    vendor_statuses = (503, 529)
    vendor_codes = ("unavailable_error", "service_unavailable", "overloaded", "overloaded_error")


class ServerFault(ProviderError):
    code = "server_fault"
    retryable = True
    is_transient = True
    summary = "{subject} has a fault of its own"
    quotes_vendor = True
    default_hint = "The fault is at the vendor. Retry, or switch to another model."
    vendor_statuses = (409,)
    vendor_codes = ("server_error",)


class ConnectionFailed(ProviderError):
    code = "connection_failed"
    retryable = True
    summary = "{subject} cannot be reached"
    default_hint = "Check the network and the provider's base URL, then retry."


class ConnectionLost(ConnectionFailed):
    code = "connection_lost"
    summary = "{subject} closed the connection before it answered"
    default_hint = "Retry. If it happens again, check the provider's base URL."


class TimedOut(ProviderError):
    code = "timed_out"
    http_status = 504
    retryable = True
    summary = "{subject} did not answer in time"
    quotes_vendor = True
    default_hint = "Retry, or switch to another model."
    vendor_statuses = (408, 504)


class StreamInterrupted(ProviderError):
    code = "stream_interrupted"
    retryable = True
    is_transient = True
    summary = "{subject} broke off before the answer's end"
    default_hint = "What came is kept. Retry for a whole answer."
