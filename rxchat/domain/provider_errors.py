"""Provider errors: the ways a vendor's call fails.

ProviderError                a vendor's call failed
├── NotConfigured            no API key, no base URL, or a part is not installed
├── ProviderDisabled         turned off by the user
├── AuthenticationFailed     the vendor rejects the key
├── BillingRequired          the account is out of credit or quota
├── ModelNotFound            the vendor doesn't offer the model
├── ContextTooLong           the conversation doesn't fit the context window
├── RequestRejected          the vendor rejects the request itself
├── ContentBlocked           the vendor's safety layer blocks it
├── InvalidResponse          the response isn't in the vendor's format
├── NoModelList              the server has no model list, or doesn't show it
├── InsecureConnection       TLS fails: the certificate is not trusted, or there is none
├── RateLimited              ┐
├── Overloaded               │
├── ServerFault              │ worth another try
├── ConnectionFailed         │ nothing is listening, or the name doesn't resolve
│   └── ConnectionLost       │ the server closed the connection before it responded
├── TimedOut                 │
└── StreamInterrupted        ┘ closed before its end
"""

from typing import ClassVar, Final

from rxchat.domain.durations import duration
from rxchat.domain.error_base import Blame, RxchatError

_LONGEST_SHOWN_WAIT: Final = 86_400  # seconds; beyond it the usual hint is more use than a number


class ProviderError(RxchatError):
    """A vendor's call failed.

    `provider` is the provider's name, `status` the HTTP status if there was one, `vendor_code` the vendor's own code,
    `request_id` what the vendor's support asks for, `retry_after` seconds. `own_words` is the message without the vendor's part,
    which may repeat the request; None where the two can't be separated.
    """

    code = "provider_error"
    api_code = "server_fault"
    http_status = 502
    blame = Blame.PROVIDER
    summary: ClassVar[str] = "{subject} failed"
    """What happened, without a full stop; `subject` is the provider."""
    quotes_vendor: ClassVar[bool] = False
    """Whether the vendor's own message is added. Elsewhere it adds nothing, or could quote a part of the key."""
    is_transient: ClassVar[bool] = False
    """Whether it goes away by itself, without anyone acting."""
    vendor_statuses: ClassVar[tuple[int, ...]] = ()
    """The HTTP statuses that mean this error."""
    vendor_codes: ClassVar[tuple[str, ...]] = ()
    """The vendors' codes and types that mean this error, in lower case."""

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
        if hint is None and self.is_transient and retry_after is not None and 0 < retry_after <= _LONGEST_SHOWN_WAIT:
            hint = f"Try again in {duration(retry_after)}, or switch to another model."
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
    summary = "{subject} needs an API key"
    default_hint = "Add one in Settings, or switch to another model."


class ProviderDisabled(ProviderError):
    code = "provider_disabled"
    http_status = 409
    summary = "{subject} is turned off"
    default_hint = "Turn it on in Settings, or switch to another model."


class AuthenticationFailed(ProviderError):
    code = "authentication_failed"
    blame = Blame.KEY
    summary = "{subject} rejected your API key"
    default_hint = "It may be mistyped, expired, or lack access to this model. Check it in Settings."
    vendor_statuses = (401, 403)
    vendor_codes = ("invalid_api_key", "authentication_error")


class BillingRequired(ProviderError):
    code = "billing_required"
    blame = Blame.QUOTA
    summary = "Your {subject} account is out of credit or over its spending limit"
    quotes_vendor = True
    default_hint = "Add credit in the provider's console, or switch to another provider's model."
    vendor_statuses = (402,)
    vendor_codes = ("insufficient_quota", "billing_hard_limit_reached")


class ModelNotFound(ProviderError):
    code = "model_not_found"
    api_code = "unknown_model"
    http_status = 404
    blame = Blame.REQUEST
    summary = "{subject} doesn't offer this model"
    quotes_vendor = True
    default_hint = "It may have been retired. Switch to another model."
    vendor_statuses = (404,)
    vendor_codes = ("model_not_found",)


class ContextTooLong(ProviderError):
    code = "context_too_long"
    http_status = 400
    blame = Blame.REQUEST
    summary = "This chat is too long for {subject}"
    quotes_vendor = True
    default_hint = "Start a new chat, shorten your message, or switch to a model with a larger context window."
    vendor_statuses = (413,)
    vendor_codes = ("context_length_exceeded", "exceed_context_size_error")


class RequestRejected(ProviderError):
    code = "request_rejected"
    http_status = 400
    blame = Blame.REQUEST
    summary = "{subject} rejected the request"
    quotes_vendor = True
    default_hint = "Edit your message or switch to another model."


class ContentBlocked(ProviderError):
    code = "content_blocked"
    http_status = 422
    blame = Blame.REQUEST
    summary = "{subject} blocked this message"
    quotes_vendor = True
    default_hint = "Rephrase your message or switch to another model."
    vendor_codes = ("content_filter", "content_policy_violation")


class InvalidResponse(ProviderError):
    code = "invalid_response"
    summary = "{subject} sent an unexpected response"
    default_hint = "Check the base URL in Settings, or try again later."


class NoModelList(ProviderError):
    code = "no_model_list"
    summary = "{subject} has no model list at this URL"
    default_hint = "Add a model by its ID in Settings. If the server should have a list, check the base URL."


class InsecureConnection(ProviderError):
    code = "insecure_connection"
    summary = "Can't connect to {subject} securely"
    default_hint = "Check the base URL and the server's certificate."


class RateLimited(ProviderError):
    code = "rate_limited"
    http_status = 429
    blame = Blame.QUOTA
    retryable = True
    is_transient = True
    summary = "You've hit {subject}'s rate limit"
    quotes_vendor = True
    default_hint = "Try again in a moment, or switch to another model."
    vendor_statuses = (429,)
    vendor_codes = ("rate_limit_exceeded", "rate_limit_error")


class Overloaded(ProviderError):
    code = "overloaded"
    http_status = 503
    retryable = True
    is_transient = True
    summary = "{subject} is overloaded right now"
    quotes_vendor = True
    default_hint = "Try again in a moment, or switch to another model."
    vendor_statuses = (503, 529)
    vendor_codes = ("unavailable_error", "service_unavailable", "overloaded", "overloaded_error")


class ServerFault(ProviderError):
    code = "server_fault"
    retryable = True
    is_transient = True
    summary = "{subject} had an internal error"
    quotes_vendor = True
    default_hint = "Try again, or switch to another model."
    vendor_statuses = (409,)
    vendor_codes = ("server_error",)


class ConnectionFailed(ProviderError):
    code = "connection_failed"
    retryable = True
    summary = "Can't reach {subject}"
    default_hint = "Check your network and the provider's base URL, then try again."


class ConnectionLost(ConnectionFailed):
    code = "connection_lost"
    summary = "{subject} closed the connection before it responded"
    default_hint = "Try again. If it keeps happening, check the provider's base URL."


class TimedOut(ProviderError):
    code = "timed_out"
    http_status = 504
    retryable = True
    summary = "{subject} took too long to respond"
    quotes_vendor = True
    default_hint = "Try again, or switch to another model."
    vendor_statuses = (408, 504)


class StreamInterrupted(ProviderError):
    code = "stream_interrupted"
    retryable = True
    is_transient = True
    summary = "The connection to {subject} was lost"
    default_hint = "The partial response is saved. Retry to get a complete one."
