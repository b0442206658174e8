"""`/api/providers`: status, keys, settings and tests of providers, and custom endpoints."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field, SecretStr, StrictBool, StrictInt

from rxchat.api.current_user import Person
from rxchat.api.dependencies import Providers, Usage
from rxchat.api.disconnect import unless_gone
from rxchat.api.errors import documented
from rxchat.api.provider_shapes import CertificateAuthorityBody, KeyTestBody, ProviderBody, ProviderList
from rxchat.domain.key_text import LONGEST_KEY
from rxchat.domain.models import LONGEST_ID

router = APIRouter(prefix="/api/providers", tags=["providers"])

LONGEST_ADDRESS = 2048

Name = Annotated[str, Path(description="A provider's name, such as `local`.", max_length=200)]


class KeyToTest(BaseModel):
    """`api_key` null tests the key in use. Another key is tested without being stored; an empty one counts as missing."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, json_schema_extra={"example": {"api_key": None}})

    api_key: SecretStr | None = Field(default=None, max_length=LONGEST_KEY)


class NewKey(BaseModel):
    """`base_url` null keeps the current address."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, json_schema_extra={"example": {"api_key": "sk-..."}})

    api_key: SecretStr = Field(max_length=LONGEST_KEY)
    base_url: str | None = Field(default=None, max_length=LONGEST_ADDRESS)


class NewEndpoint(BaseModel):
    """An OpenAI-compatible server. `label` is its display name; few servers need a key. `certificate_authority` has certificates
    in PEM form, at most 64 kB, for a server whose own is signed by a private authority.
    """

    model_config = ConfigDict(
        extra="forbid",
        hide_input_in_errors=True,
        json_schema_extra={"example": {"label": "My lab", "base_url": "http://localhost:8080/v1", "api_key": None}},
    )

    label: str = Field(min_length=1, max_length=200)
    base_url: str = Field(min_length=1, max_length=LONGEST_ADDRESS)
    api_key: SecretStr | None = Field(default=None, max_length=LONGEST_KEY)
    certificate_authority: str | None = None


class NewModel(BaseModel):
    """`model` is the server's id of a model."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"model": "llama-3.3-70b"}})

    model: str = Field(min_length=1, max_length=LONGEST_ID)


class ProviderChange(BaseModel):
    """Omitted members stay. `base_url` null means the vendor's own, `wait_seconds` null the default timeout,
    `cache_seconds` null the vendor's usual time to keep a prompt. `certificate_authority` is for custom endpoints, null for none
    of its own.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, json_schema_extra={"example": {"is_enabled": False}})

    is_enabled: StrictBool = True
    base_url: str | None = Field(default=None, max_length=LONGEST_ADDRESS)
    wait_seconds: StrictInt | None = None
    cache_seconds: StrictInt | None = None
    certificate_authority: str | None = None


@router.get("")
async def list_providers(user_id: Person, providers: Providers, usage: Usage) -> ProviderList:
    """All providers, broken ones included, with the usage of the last 30 days."""
    statuses = await providers.status.all(user_id)
    caps = await usage.spending.statuses(user_id)
    return ProviderList(providers=[ProviderBody.of(status, caps) for status in statuses])


@router.post("", status_code=201, responses=documented(400, 413, 422))
async def add_endpoint(new: NewEndpoint, user_id: Person, providers: Providers, usage: Usage) -> ProviderBody:
    """Add a custom endpoint. Its models are available at once, under the returned name."""
    key = new.api_key.get_secret_value() if new.api_key is not None else None
    name = await providers.endpoints.add(new.label, new.base_url, key, new.certificate_authority)
    return await provider_status(name, user_id, providers, usage)


@router.delete("/{provider}", status_code=204, responses=documented(404, 422))
async def remove_endpoint(provider: Name, user_id: Person, providers: Providers) -> None:  # noqa: ARG001 - signed in or not
    """Delete a custom endpoint and its key. Its conversations stay."""
    await providers.endpoints.remove(provider)


@router.get("/{provider}/certificate-authority", responses=documented(404, 422))
async def get_certificate_authority(
    provider: Name,
    user_id: Person,  # noqa: ARG001 - signed in or not
    providers: Providers,
) -> CertificateAuthorityBody:
    """The certificates that a custom endpoint's server may be signed with, in addition to the usual ones."""
    return CertificateAuthorityBody(certificate_authority=providers.endpoints.certificate_authority(provider))


@router.post("/{provider}/models", status_code=201, responses=documented(400, 404, 413, 422))
async def add_model(provider: Name, new: NewModel, user_id: Person, providers: Providers, usage: Usage) -> ProviderBody:
    """Add a model by its id, for a server without a list of models, or whose list lacks it."""
    await providers.settings.add_model(provider, new.model)
    return await provider_status(provider, user_id, providers, usage)


@router.delete("/{provider}/models", status_code=204, responses=documented(404, 422))
async def remove_model(
    provider: Name,
    user_id: Person,  # noqa: ARG001 - signed in or not
    providers: Providers,
    model: Annotated[str, Query(description="Its ID, as it was added.", max_length=LONGEST_ID)],
) -> None:
    """Remove a model that was added by its id."""
    await providers.typed_models.remove(provider, model)


@router.get("/{provider}/status", responses=documented(404, 422))
async def provider_status(provider: Name, user_id: Person, providers: Providers, usage: Usage) -> ProviderBody:
    """One provider."""
    status = await providers.status.of(user_id, provider)
    return ProviderBody.of(status, await usage.spending.statuses(user_id))


@router.post("/{provider}/test", responses=documented(400, 404, 413, 422))
async def try_key(
    provider: Name,
    user_id: Person,  # noqa: ARG001 - signed in or not
    request: Request,
    providers: Providers,
    key: KeyToTest | None = None,
) -> KeyTestBody:
    """Make a free request that needs the key, for at most 10 s. A failed test is 200 with `ok: false`.

    Hang up to cancel it.
    """
    given = key.api_key if key is not None else None
    tested = providers.key_tests.test(provider, None if given is None else given.get_secret_value())
    return KeyTestBody.of(await unless_gone(request, tested))


@router.post("/{provider}/key", responses=documented(400, 404, 413, 422))
async def set_key(provider: Name, key: NewKey, user_id: Person, providers: Providers, usage: Usage) -> ProviderBody:
    """Store a key and load the vendor's models with it. The key itself is never returned."""
    await providers.settings.set_key(provider, key.api_key.get_secret_value(), key.base_url)
    return await provider_status(provider, user_id, providers, usage)


@router.delete("/{provider}/key", responses=documented(404, 422))
async def remove_key(provider: Name, user_id: Person, providers: Providers, usage: Usage) -> ProviderBody:
    """Delete the stored key. The environment's key, if any, is used again."""
    await providers.settings.remove_key(provider)
    return await provider_status(provider, user_id, providers, usage)


@router.patch("/{provider}", responses=documented(400, 404, 413, 422))
async def change_provider(
    provider: Name, change: ProviderChange, user_id: Person, providers: Providers, usage: Usage
) -> ProviderBody:
    """Enable or disable it, change its address (its stored key doesn't follow), timeout, cache time or certificate authority."""
    settings = providers.settings
    if "base_url" in change.model_fields_set:
        await settings.set_base_url(provider, change.base_url)
    if "wait_seconds" in change.model_fields_set:
        await settings.set_wait(provider, change.wait_seconds)
    if "cache_seconds" in change.model_fields_set:
        await settings.set_cache_lifetime(provider, change.cache_seconds)
    if "certificate_authority" in change.model_fields_set:
        await providers.endpoints.set_certificate_authority(provider, change.certificate_authority)
    if "is_enabled" in change.model_fields_set:
        await settings.set_enabled(provider, is_enabled=change.is_enabled)
    return await provider_status(provider, user_id, providers, usage)
