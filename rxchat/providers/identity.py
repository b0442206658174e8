"""Provider identity: its names, and the names of its vendor's variables and URLs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from rxchat.domain.protocols import Protocol
from rxchat.providers.deadlines import USUAL_WAIT


class Identity:
    """What a vendor's file fills in."""

    name: ClassVar[str]
    """The word before the colon in `provider:model`, as NAME has it."""
    label: ClassVar[str]
    """The vendor's name as a person knows it."""
    company: ClassVar[str] = ""
    """Who makes it, where the label does not say so: people look for its models by that too."""
    about: ClassVar[str] = ""
    """What it offers, in a few words, for somebody who chooses one."""
    icon: ClassVar[str] = "bot"
    """A lucide icon's name, for clients of the API, or a drawing: `<svg ...>`.

    The page has some vendors' marks, by `name`; others without a drawing get the first letter of their label.
    """
    default_base_url: ClassVar[str] = ""
    env_key: ClassVar[str | None] = None
    env_base_url: ClassVar[str | None] = None
    needs_key: ClassVar[bool] = True
    key_url: ClassVar[str | None] = None
    """The page where a key is made."""
    source: ClassVar[str] = ""
    """Where the class comes from, where that is no file."""
    price_list: ClassVar[str | None] = None
    """The vendor's id in `genai-prices`; without one, costs are unknown."""
    can_name_conversations: ClassVar[bool] = True
    """Whether its models are able to: what a very small one writes is no name."""
    writes_artifacts: ClassVar[bool] = True
    """Whether its models are taught to, unless a conversation says no: a very small one only repeats the lesson."""
    optional_fields: ClassVar[tuple[str, ...]] = ()
    """Fields of a request that are left out, and the call made again, where a strict server rejects them by name."""
    usual_wait: ClassVar[float] = USUAL_WAIT
    """Seconds that the first word is waited for, where a person has set nothing else."""
    most_images: ClassVar[int | None] = None
    """How many images one request can carry."""
    takes_tools: ClassVar[bool] = False
    """Whether requests may bring tools: `ChatRequest.tools`, and calls and results in its messages."""
    takes_formats: ClassVar[bool] = False
    """Whether requests may ask for JSON: `ChatRequest.answer_format`."""
    own_protocols: ClassVar[Mapping[Protocol, str]] = MappingProxyType({})
    """Protocols of `/v1` that the vendor itself speaks, with its paths: such requests are forwarded as they are."""
    own_headers: ClassVar[tuple[str, ...]] = ()
    """The request headers of these protocols that are forwarded too."""
    cache_lifetimes: ClassVar[tuple[int, ...]] = ()
    """Seconds for which the vendor can be asked to keep a prompt, the usual first; empty where it can't be asked."""

    @classmethod
    def is_remote(cls) -> bool:
        """Whether it has an address, and so may have a key."""
        return bool(cls.default_base_url or cls.env_base_url or cls.needs_key)

    @classmethod
    def request_paths(cls) -> tuple[str, ...]:
        """What comes after the base URL in requests: it is cut off where a person pastes more than the base URL."""
        return ()

    @classmethod
    def marked_label(cls) -> str:
        """The label where it stands beside others': an endpoint that somebody added may be called like a vendor."""
        return cls.label

    def address_hint(self) -> str:
        """What to do where the vendor's address seems to be another one."""
        return f"Check the base URL in Settings. {self.label}'s is usually {self.default_base_url}."

    def trust_hint(self) -> str:
        """What to do where the server's certificate is signed by nobody who is trusted."""
        return (
            "If you trust its issuer, such as your company's, set SSL_CERT_FILE to a file with the issuer's certificate (PEM) and"
            " restart rxchat."
        )
