"""What reaches a vendor, and what is said where something is missing or wrong."""

import pytest

from rxchat.domain.errors import AuthenticationFailed, InvalidResponse, NotConfigured, ServerFault
from rxchat.domain.provider_connection import Connection
from rxchat.providers.base import BaseProvider
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.providers.vendors.vllm import VllmProvider

from .conftest import ask

KEY = "sk-ant-0123456789"


async def test_a_provider_without_its_key_says_what_to_do():
    provider = ClaudeProvider(Connection())
    assert not provider.is_configured
    with pytest.raises(NotConfigured) as raised:
        await provider.send_message(ask())
    assert raised.value.message == "Claude needs an API key."
    assert "ANTHROPIC_API_KEY" in raised.value.hint
    for call in (provider.validate_api_key(), provider.get_models()):
        with pytest.raises(NotConfigured):
            await call


@pytest.mark.parametrize(("url", "used"), [(None, "https://api.anthropic.com"), ("http://localhost:9", "http://localhost:9")])
def test_the_connections_address_wins_over_the_vendors(url: str | None, used: str):
    assert ClaudeProvider(Connection(base_url=url)).base_url == used


def test_an_error_never_repeats_the_key():
    error = ClaudeProvider(Connection(api_key=f" {KEY} ")).fault(
        ServerFault, says=f"what is {KEY}?", headers={"request-id": KEY}, vendor_code=KEY
    )
    assert KEY not in f"{error} {vars(error)}"
    assert "[key]" in error.message


@pytest.mark.parametrize(
    ("provider", "usual"), [(ClaudeProvider, "https://api.anthropic.com"), (VllmProvider, "http://localhost:8000/v1")]
)
def test_an_unreadable_answer_makes_one_check_the_address(provider: type[BaseProvider], usual: str):
    assert usual in (provider(Connection()).fault(InvalidResponse).hint or "")


def test_a_key_that_no_header_can_carry_is_never_sent():
    with pytest.raises(AuthenticationFailed, match="can't be used"):
        _ = ClaudeProvider(Connection(api_key="sk-ant-\n0123456789")).http


@pytest.mark.parametrize(("key", "is_free"), [(None, True), (" ", True), ("token-0123456789", False)])
def test_without_a_key_nobody_is_billed(key: str | None, is_free: bool):
    provider = VllmProvider(Connection(base_url="http://localhost:8000/v1", api_key=key))
    assert (provider.is_free, provider.is_configured) == (is_free, True)
