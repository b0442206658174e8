"""Provider errors: maps a vendor's status and codes to a kind of error, and a kind to a message."""

from collections.abc import Iterable, Mapping
from ssl import SSLContext
from typing import Any, ClassVar, Final, Protocol

from rxchat.domain.errors import PROVIDER_KINDS, ContextTooLong, ProviderError, RequestRejected, ServerFault

_BY_STATUS: Final = {status: kind for kind in PROVIDER_KINDS for status in kind.vendor_statuses}
_BY_NAME: Final = {name: kind for kind in PROVIDER_KINDS for name in kind.vendor_codes}

_TOO_LONG: Final = (
    *("exceed", "overflow", "larger", "longer", "maximum", "limit", "does not fit"),
    *("too long", "too large", "too big", "too small", "too many tokens"),
)
"""How vendors say that a conversation doesn't fit the context window."""

LONGEST_QUOTE = 300
LONGEST_WORD = 100


def brief(text: str) -> str:
    """Returns a vendor's own word, such as a code or a content type, shortened to fit a sentence."""
    printable = "".join(each if each.isprintable() else " " for each in text[: 10 * LONGEST_WORD])
    return " ".join(printable.split())[:LONGEST_WORD].strip()


class Vendor(Protocol):
    """The part of a provider that transport and wire need: making its errors."""

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

    def tls(self) -> SSLContext: ...

    def trust_hint(self) -> str: ...


def error_for_status(status: int) -> type[ProviderError]:
    """Returns the kind of error of an HTTP status, where the vendor gives no code."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status < 400:  # an error reported inside a stream that started with 200
        return ServerFault
    return ServerFault if status >= 500 else RequestRejected


def error_for(names: Iterable[str], says: str, status: int) -> type[ProviderError]:
    """Returns the kind of error from a vendor's codes, message and status."""
    named = next((_BY_NAME[name.lower()] for name in names if name.lower() in _BY_NAME), None)
    kind = named or error_for_status(status)
    return ContextTooLong if kind in (RequestRejected, ServerFault) and _is_too_long(says) else kind


def words(kind: type[ProviderError], subject: str, says: str) -> str:
    """Returns the message of an error, with the vendor's own message where that helps."""
    sentence = kind.summary.format(subject=subject if kind.summary.startswith("{subject}") else _inside(subject))
    quote = " ".join(says[: 10 * LONGEST_QUOTE].split())
    if len(quote) > LONGEST_QUOTE:
        quote = quote[: LONGEST_QUOTE - 1] + "…"
    return f"{sentence}: {quote}" if quote and kind.quotes_vendor else f"{sentence}."


def _inside(subject: str) -> str:
    """Returns the subject as it is written inside a sentence."""
    return f"the {subject.removeprefix('The ')}" if subject.startswith("The ") else subject


def _is_too_long(says: str) -> bool:
    words = says.casefold()
    return "prompt is too long" in words or ("context" in words and any(one in words for one in _TOO_LONG))
