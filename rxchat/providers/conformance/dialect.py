"""Dialect: how a vendor's stream looks on the wire, described by the provider's author."""

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from rxchat.domain.errors import (
    AuthenticationFailed,
    BillingRequired,
    ContextTooLong,
    ModelNotFound,
    Overloaded,
    ProviderError,
    RateLimited,
    RequestRejected,
    ServerFault,
    TimedOut,
)
from rxchat.domain.provider_connection import Connection
from rxchat.domain.usage import Usage
from rxchat.providers.base import BaseProvider


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """What stands around the JSON of one event. `ignored` is what every reader of it passes over."""

    content_type: str
    before: str
    after: str
    ignored: bytes


SSE = Framing(
    content_type="text/event-stream", before="data: ", after="\n\n", ignored=b": comment\n\nid: 7\n\nretry: 10\n\ndata:\n\n"
)
NDJSON = Framing(content_type="application/x-ndjson", before="", after="\n", ignored=b"\n\n")

STATUSES: dict[int, type[ProviderError]] = {
    400: RequestRejected,
    401: AuthenticationFailed,
    402: BillingRequired,
    403: AuthenticationFailed,
    404: ModelNotFound,
    408: TimedOut,
    413: ContextTooLong,
    422: RequestRejected,
    429: RateLimited,
    500: ServerFault,
    502: ServerFault,
    503: Overloaded,
    504: TimedOut,
    529: Overloaded,
}


class Dialect(ABC):
    """The vendor's words as bytes. `text` and `end` are always needed; the rest where the vendor differs from what is here."""

    provider: ClassVar[type[BaseProvider]]
    framing: ClassVar[Framing] = SSE
    key: ClassVar[str] = "sk-conformance-0123456789abcdef"
    """Empty for a provider that takes none."""
    model: ClassVar[str] = "conformance-1"
    """The model that is asked, and listed in `models`."""
    models: ClassVar[bytes | None] = b'{"object": "list", "data": [{"id": "conformance-1", "object": "model"}]}'
    """The list of models; None for a provider that lists without asking anybody."""
    ping: ClassVar[bytes] = b": ping\n\n"
    """What keeps a silent stream open; empty where the vendor sends nothing of the kind."""
    statuses: ClassVar[dict[int, type[ProviderError]]] = STATUSES
    """The error that each status of the vendor stands for, told with `refusal`."""

    def start(self) -> bytes:
        """What comes before the first words."""
        return b""

    @abstractmethod
    def text(self, text: str) -> bytes:
        """Words of the answer."""

    def thinking(self, text: str) -> bytes:
        """Words of reasoning; empty where the vendor sends none."""
        del text
        return b""

    def usage(self, usage: Usage) -> bytes:
        """An event in the middle with `input_tokens` and `output_tokens`; empty where only the end has them."""
        del usage
        return b""

    @abstractmethod
    def end(self, usage: Usage) -> bytes:
        """The end of an answer that stopped by itself. Fields that are None in `usage` are left out."""

    def reason(self) -> bytes:
        """The reason for the end, where the vendor gives it before its end mark; empty where both are one."""
        return b""

    def whole(self, text: str) -> bytes:
        """The same answer as one JSON object, as a server sends it that does not stream; empty where there is no such form."""
        del text
        return b""

    def failure(self, says: str) -> bytes:
        """An error reported inside a stream that started with status 200."""
        return self.event({"error": {"message": says}})

    def refusal(self, status: int, says: str) -> bytes:
        """The body of an answer with this status."""
        del status
        return json.dumps({"error": {"message": says}}).encode()

    def limit(self, seconds: int) -> tuple[dict[str, str], bytes]:
        """The headers and the body of a 429 that says when to come again."""
        return {"retry-after": str(seconds)}, self.refusal(429, "slow down")

    def novelty(self) -> bytes:
        """An event that the vendor may invent tomorrow."""
        return self.event({"type": "novel", "novel": [{}]})

    def listing(self, method: str, path: str) -> bytes | None:
        """The answer to a question about models; None when the request is for an answer of a model."""
        del path
        return self.models if method == "GET" else None

    def connect(self, url: str) -> BaseProvider:
        """The provider, on its way to a vendor at `url`."""
        return self.provider(Connection(api_key=self.key or None, base_url=url))

    # What the above is written with.

    def event(self, data: dict[str, Any], name: str = "") -> bytes:
        """One event; with a name where the vendor's server-sent events have one."""
        head = f"event: {name}\n" if name else ""
        return f"{head}{self.framing.before}{json.dumps(data, ensure_ascii=False)}{self.framing.after}".encode()

    def answer(self, text: str) -> bytes:
        """A whole stream."""
        return self.start() + self.text(text) + self.end(Usage())

    @property
    def broken(self) -> bytes:
        """An event that is not what it should be."""
        return f'{self.framing.before}{{"nonsense": {self.framing.after}'.encode()
