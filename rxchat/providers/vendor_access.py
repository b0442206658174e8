"""Vendor access: a provider's key, address and HTTP client, and the errors of its calls."""

from collections.abc import Mapping
from ssl import SSLContext
from typing import Any, Final

from rxchat.domain.errors import AuthenticationFailed, InvalidResponse, NoModelList, NotConfigured, ProviderError
from rxchat.domain.key_text import SHORTEST_SECRET, fault_in
from rxchat.domain.provider_connection import Connection
from rxchat.providers.errors import brief, error_for, words
from rxchat.providers.identity import Identity
from rxchat.providers.pipeline.retry import retry_after_seconds
from rxchat.providers.transport.certificates import trusted
from rxchat.providers.transport.client import HttpClient
from rxchat.providers.wire.vendor_errors import parse_error

UNLISTED: Final = "If the server has no model list, add a model by its ID in Settings."
UNREADABLE: Final = "If it's right, try again later."


class VendorAccess(Identity):
    """What a vendor's file builds on, whatever it calls: inherited by `BaseProvider`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._http: HttpClient | None = None

    @property
    def key(self) -> str:
        """The key, empty when there is none."""
        return (self.connection.api_key or "").strip()

    @property
    def base_url(self) -> str:
        """The address in use."""
        return self.connection.base_url or self.default_base_url

    @property
    def subject(self) -> str:
        """What a sentence about this provider begins with."""
        return self.label

    @property
    def http(self) -> HttpClient:
        """The way to the vendor. Raises NotConfigured when something is missing."""
        if self._http is None:
            missing = self.unavailable()
            if missing is not None:
                raise missing
            if wrong := fault_in(self.key):
                raise self.fault(AuthenticationFailed, message=f"The key of {self.label} can't be used. {wrong}")
            self._http = HttpClient(
                self,
                base_url=self.base_url,
                headers=self.request_headers(),
                private=self.connection.private_networks,
            )
        return self._http

    def tls(self) -> SSLContext:
        """The certificates that its server's is checked against."""
        return trusted()

    def fault(
        self,
        kind: type[ProviderError],
        *,
        says: str = "",
        message: str | None = None,
        hint: str | None = None,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        vendor_code: str | None = None,
    ) -> ProviderError:
        """An error of this provider. `says` is the vendor's own message, `message` our words where the usual ones do not fit."""
        headers = headers or {}
        if hint is None and kind in (InvalidResponse, NoModelList) and self.default_base_url:
            hint = f"{self.address_hint()} {UNLISTED if kind is NoModelList else UNREADABLE}"
        return kind(
            self._without_key(message or words(kind, self.subject, self._without_key(says))),
            provider=self.name,
            status=status,
            vendor_code=vendor_code and brief(self._without_key(vendor_code)),
            request_id=brief(self._without_key(headers.get("request-id") or headers.get("x-request-id") or "")) or None,
            retry_after=retry_after_seconds(headers),
            hint=hint,
            own_words=self._without_key(message or words(kind, self.subject, "")),
        )

    def _without_key(self, text: str) -> str:
        return text.replace(self.key, "[key]") if len(self.key) >= SHORTEST_SECRET else text

    def classify(self, status: int, headers: Mapping[str, str], body: Any) -> ProviderError:
        """The error an answer stands for. Header names are in lower case; `body` is decoded JSON, or text otherwise."""
        parsed = parse_error(body)
        says = parsed.says or (body if isinstance(body, str) and not body.lstrip().startswith("<") else "")  # markup says nothing
        status = (parsed.status or status) if status < 400 else status  # inside a stream, the status it would have had
        kind = error_for(parsed.names, says, status)
        code = parsed.names[0] if parsed.names else None
        return self.fault(kind, says=says, status=status, headers=headers, vendor_code=code)

    def request_headers(self) -> dict[str, str]:
        """What goes with every request: the key, in the vendor's way."""
        return {"authorization": f"Bearer {self.key}"} if self.key else {}

    def unavailable(self) -> NotConfigured | None:
        """Returns the error that says what is missing before this provider can be used, or None."""
        if self.connection.is_key_lost:
            message = f"Enter your {self.label} API key again."
            hint = "It was saved for a different base URL or secret key."
            return NotConfigured(message, provider=self.name, hint=hint)
        if self.needs_key and not self.key:
            variable = f", or set {self.env_key} and restart rxchat" if self.env_key else ""
            hint = f"Add one in Settings{variable}."
            return NotConfigured(f"{self.label} needs an API key.", provider=self.name, hint=hint)
        return None

    @property
    def is_configured(self) -> bool:
        return self.unavailable() is None

    @property
    def is_free(self) -> bool:
        """Whether answers cost nothing: with no key at all, nobody is billed."""
        return not self.needs_key and not self.key

    @property
    def keeps_prompts_long(self) -> bool:
        """Whether the vendor is asked to keep prompts for longer than it usually does, which costs more."""
        return self.connection.cache_seconds is not None and self.connection.cache_seconds in self.cache_lifetimes[1:]

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.aclose()
