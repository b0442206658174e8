"""Provider status, as shown to the user."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rxchat.domain.errors import Failure
from rxchat.domain.usage import UsageTotal


class Availability(StrEnum):
    OK = "ok"
    UNTESTED = "untested"
    ERROR = "error"
    NOT_CONFIGURED = "not_configured"
    DISABLED = "disabled"
    BROKEN = "broken"  # its file can't be imported


class StatusColor(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderStatus:
    """`message` explains the state. `key_hint` ends in the key's last characters; `default_model` is `provider:model`.

    `cache_lifetimes` are the seconds for which its vendor can be asked to keep a prompt, `cache_seconds` the chosen one.

    `lacks_list` when the server last answered that it has no list of models; `typed_models` are model ids that the user added.
    `is_custom` marks an endpoint that the user added, whatever its name; `has_certificate_authority` one with its own.
    """

    name: str
    label: str
    icon: str
    state: Availability
    color: StatusColor
    message: str
    company: str = ""
    needs_key: bool = False
    is_configured: bool = False
    is_enabled: bool = False
    is_stale: bool = False
    key_hint: str | None = None
    key_source: str | None = None
    base_url: str | None = None
    wait_seconds: int | None = None
    cache_seconds: int | None = None
    cache_lifetimes: tuple[int, ...] = ()
    default_model: str | None = None
    last_success_at: datetime | None = None
    last_failure: Failure | None = None
    last_failure_at: datetime | None = None
    latency_ms: int | None = None
    model_count: int = 0
    lacks_list: bool = False
    typed_models: tuple[str, ...] = ()
    is_custom: bool = False
    has_certificate_authority: bool = False
    usage: UsageTotal = field(default_factory=UsageTotal)


class KeyState(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    MISSING = "missing"
    UNREACHABLE = "unreachable"
    NO_QUOTA = "no_quota"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTest:
    """The result of a key test. `latency_ms` and `model_count` are None if the vendor didn't answer."""

    state: KeyState
    message: str
    latency_ms: int | None = None
    model_count: int | None = None
