"""From an HTTP status to a kind of error, and from a kind to words for a person."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final, Protocol

from rxchat.domain.errors import (
    AuthenticationFailed,
    BillingRequired,
    ConnectionFailed,
    ConnectionLost,
    ContentBlocked,
    ContextTooLong,
    InsecureConnection,
    InvalidResponse,
    ModelNotFound,
    NoModelList,
    NotConfigured,
    Overloaded,
    ProviderDisabled,
    ProviderError,
    RateLimited,
    RequestRejected,
    ServerFault,
    StreamInterrupted,
    TimedOut,
)

_BY_STATUS: dict[int, type[ProviderError]] = {
    401: AuthenticationFailed,
    402: BillingRequired,
    403: AuthenticationFailed,
    404: ModelNotFound,
    408: TimedOut,
    409: ServerFault,
    413: ContextTooLong,
    429: RateLimited,
    503: Overloaded,
    504: TimedOut,
    529: Overloaded,
}

_BY_NAME: Final[dict[str, type[ProviderError]]] = {
    "invalid_api_key": AuthenticationFailed,
    "authentication_error": AuthenticationFailed,
    "insufficient_quota": BillingRequired,
    "billing_hard_limit_reached": BillingRequired,
    "model_not_found": ModelNotFound,
    "context_length_exceeded": ContextTooLong,
    "exceed_context_size_error": ContextTooLong,
    "content_filter": ContentBlocked,
    "content_policy_violation": ContentBlocked,
    "rate_limit_exceeded": RateLimited,
    "rate_limit_error": RateLimited,
    "unavailable_error": Overloaded,
    "service_unavailable": Overloaded,
    "overloaded": Overloaded,
    "overloaded_error": Overloaded,
    "server_error": ServerFault,
}

_TOO_LONG: Final = (
    *("exceed", "overflow", "larger", "longer", "maximum", "limit", "does not fit"),
    *("too long", "too large", "too big", "too small", "too many tokens"),
)
"""What is said of a context that a conversation does not fit into."""

_WORDS: dict[type[ProviderError], str] = {
    NotConfigured: "{subject} has no key",
    ProviderDisabled: "{subject} is switched off",
    AuthenticationFailed: "{subject} refuses the key",
    BillingRequired: "{subject} refuses the account: no credit left, or a spending limit reached",
    ModelNotFound: "{subject} does not know this model",
    ContextTooLong: "{subject} cannot take a conversation this long",
    RequestRejected: "{subject} refuses the request",
    ContentBlocked: "{subject} blocks this content",
    InvalidResponse: "{subject} sent something that is not its format",
    NoModelList: "{subject} has no list of models",
    InsecureConnection: "{subject} can't be reached securely",
    RateLimited: "{subject} is limiting requests",
    Overloaded: "{subject} is overloaded",
    ServerFault: "{subject} has a fault of its own",
    ConnectionLost: "{subject} closed the connection before it answered",
    ConnectionFailed: "{subject} cannot be reached",
    TimedOut: "{subject} did not answer in time",
    StreamInterrupted: "{subject} broke off before the answer's end",
}

# Elsewhere the vendor's own words add nothing, or may quote a part of the key.
_QUOTES_VENDOR = (
    BillingRequired,
    ModelNotFound,
    ContextTooLong,
    RequestRejected,
    ContentBlocked,
    RateLimited,
    Overloaded,
    ServerFault,
    TimedOut,
)

LONGEST_QUOTE = 300
LONGEST_WORD = 100


def brief(text: str) -> str:
    """A vendor's own word, such as a code or a content type, of a length that can stand in a sentence."""
    printable = "".join(each if each.isprintable() else " " for each in text[: 10 * LONGEST_WORD])
    return " ".join(printable.split())[:LONGEST_WORD].strip()


class Vendor(Protocol):
    """What is needed of a provider: words for its faults."""

    optional_fields: ClassVar[tuple[str, ...]]

    @property
    def subject(self) -> str: ...

    def fault(
        self,
        kind: type[ProviderError],
        *,
        says: str = "",
        message: str | None = None,
        hint: str | None = None,
        status: int | None = None,
        vendor_code: str | None = None,
    ) -> ProviderError: ...

    def classify(self, status: int, headers: Mapping[str, str], body: Any) -> ProviderError: ...


def error_for_status(status: int) -> type[ProviderError]:
    """The kind of error an HTTP status stands for where the vendor says nothing more exact."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status < 400:  # an error reported inside a stream that had begun well
        return ServerFault
    return ServerFault if status >= 500 else RequestRejected


def error_for(names: Iterable[str], says: str, status: int) -> type[ProviderError]:
    """The kind of error that a vendor's own codes, words and status stand for together."""
    named = next((_BY_NAME[name.lower()] for name in names if name.lower() in _BY_NAME), None)
    kind = named or error_for_status(status)
    return ContextTooLong if kind in (RequestRejected, ServerFault) and _is_too_long(says) else kind


def words(kind: type[ProviderError], subject: str, says: str) -> str:
    """One sentence; the vendor's own message follows where it helps."""
    sentence = next((text for known, text in _WORDS.items() if issubclass(kind, known)), "{subject} failed").format(
        subject=subject
    )
    quote = " ".join(says[: 10 * LONGEST_QUOTE].split())
    if len(quote) > LONGEST_QUOTE:
        quote = quote[: LONGEST_QUOTE - 1] + "…"
    return f"{sentence}: {quote}" if quote and issubclass(kind, _QUOTES_VENDOR) else f"{sentence}."


def _is_too_long(says: str) -> bool:
    words = says.casefold()
    return "prompt is too long" in words or ("context" in words and any(one in words for one in _TOO_LONG))
