"""`/api/providers`: which there are, how each stands, whether a key works."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from rxchat.api.errors import documented
from rxchat.api.person import Person
from rxchat.api.provider_shapes import KeyTestBody, ProviderBody, ProviderList
from rxchat.wiring import services

router = APIRouter(prefix="/api/providers", tags=["providers"])

Name = Annotated[str, Path(description="A provider's name, such as `local`.", max_length=200)]


class KeyToTest(BaseModel):
    """`api_key` null tests the key in use. Another one is tried and kept nowhere."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, json_schema_extra={"example": {"api_key": None}})

    api_key: SecretStr | None = Field(default=None, max_length=4096)


@router.get("")
async def list_providers(user_id: Person) -> ProviderList:
    """All providers, broken ones too, with the usage of the last 30 days."""
    statuses = await services().providers.statuses(user_id)
    return ProviderList(providers=[ProviderBody.of(status) for status in statuses])


@router.get("/{provider}/status", responses=documented(404, 422))
async def provider_status(provider: Name, user_id: Person) -> ProviderBody:
    """One provider."""
    return ProviderBody.of(await services().providers.status(user_id, provider))


@router.post("/{provider}/test", responses=documented(400, 404, 413, 422))
async def test_provider(provider: Name, key: KeyToTest, user_id: Person) -> KeyTestBody:  # noqa: ARG001 - signed in or not
    """Ask the vendor something that needs the key and costs nothing, for at most 10 s. A test may fail: 200 with `ok: false`."""
    given = key.api_key.get_secret_value().strip() if key.api_key is not None else None
    return KeyTestBody.of(await services().key_tests.test(provider, given))
