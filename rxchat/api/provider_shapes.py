"""API shapes of providers and key tests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from rxchat.api.shape import Shape
from rxchat.api.usage_shapes import CapBody
from rxchat.domain.errors import Failure
from rxchat.domain.providers import Availability, KeyState, KeyTest, ProviderStatus, StatusColor
from rxchat.domain.spending import CapStatus


class LastError(Shape):
    code: str
    message: str
    hint: str
    at: datetime

    @classmethod
    def of(cls, failure: Failure, at: datetime) -> Self:
        return cls(code=failure.code, message=failure.message, hint=failure.hint, at=at)


class ProviderUsage(Shape):
    """The last 30 days. `cost` is in USD, null if no call's price is known."""

    requests: int
    input_tokens: int
    output_tokens: int
    cost: float | None


class ProviderBody(Shape):
    """`company` makes what `label` names; empty if the label says it. `default_model` is `provider:model`, null while no model is
    known. `is_stale` when the last request for the vendor's models failed.

    `cache_lifetimes` are the seconds for which its vendor can be asked to keep a prompt, `cache_seconds` the chosen one, null the
    first. Empty where the vendor has no choice.

    `lacks_list` when the server has no list of models; `typed_models` were added by hand. `is_custom` marks a custom endpoint,
    whatever its name, and `has_certificate_authority` one with a certificate authority of its own.

    `spend_caps` are your caps that apply to its calls, the overall one first.
    """

    name: str
    label: str
    company: str
    icon: str
    needs_key: bool
    is_configured: bool
    is_enabled: bool
    is_stale: bool
    key_hint: str | None
    key_source: str | None
    base_url: str | None
    wait_seconds: int | None
    cache_seconds: int | None
    cache_lifetimes: list[int]
    default_model: str | None
    status: Availability
    light: StatusColor
    message: str
    last_success_at: datetime | None
    last_error: LastError | None
    latency_ms: int | None
    model_count: int
    lacks_list: bool
    typed_models: list[str]
    is_custom: bool
    has_certificate_authority: bool
    usage: ProviderUsage
    spend_caps: list[CapBody]

    @classmethod
    def of(cls, status: ProviderStatus, caps: Sequence[CapStatus] = ()) -> Self:
        failure, at = status.last_failure, status.last_failure_at
        last_error = None if failure is None or at is None else LastError.of(failure, at)
        usage = status.usage
        return cls(
            name=status.name,
            label=status.label,
            company=status.company,
            icon=status.icon,
            needs_key=status.needs_key,
            is_configured=status.is_configured,
            is_enabled=status.is_enabled,
            is_stale=status.is_stale,
            key_hint=status.key_hint,
            key_source=status.key_source,
            base_url=status.base_url,
            wait_seconds=status.wait_seconds,
            cache_seconds=status.cache_seconds,
            cache_lifetimes=list(status.cache_lifetimes),
            default_model=status.default_model,
            status=status.state,
            light=status.color,
            message=status.message,
            last_success_at=status.last_success_at,
            last_error=last_error,
            latency_ms=status.latency_ms,
            model_count=status.model_count,
            lacks_list=status.lacks_list,
            typed_models=list(status.typed_models),
            is_custom=status.is_custom,
            has_certificate_authority=status.has_certificate_authority,
            usage=ProviderUsage(
                requests=usage.requests,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                cost=None if usage.cost is None else float(usage.cost),
            ),
            spend_caps=[CapBody.of(cap) for cap in caps if cap.cap.provider in (None, status.name)],
        )


class CertificateAuthorityBody(Shape):
    """`certificate_authority` has certificates in PEM form, null for none."""

    certificate_authority: str | None


class ProviderList(Shape):
    providers: list[ProviderBody]


class KeyTestBody(Shape):
    """`latency_ms` and `model_count` are null if the vendor didn't answer."""

    ok: bool
    status: KeyState
    message: str
    latency_ms: int | None
    model_count: int | None

    @classmethod
    def of(cls, test: KeyTest) -> Self:
        return cls(
            ok=test.state is KeyState.VALID,
            status=test.state,
            message=test.message,
            latency_ms=test.latency_ms,
            model_count=test.model_count,
        )
