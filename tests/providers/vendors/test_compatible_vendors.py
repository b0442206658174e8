"""The vendors and servers whose file only declares what they are."""

import pytest

from rxchat.domain.provider_connection import Connection
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.openai_compatible import OpenAICompatibleProvider
from rxchat.providers.registry import discover
from rxchat.providers.vendors.deepseek import DeepSeekProvider
from rxchat.providers.vendors.groq import GroqProvider
from rxchat.providers.vendors.llama_cpp import LlamaCppProvider
from rxchat.providers.vendors.lm_studio import LmStudioProvider
from rxchat.providers.vendors.openrouter import OpenRouterProvider
from rxchat.providers.vendors.vllm import VllmProvider
from rxchat.services.providers.provider_keys import KeyService

from ..conformance.test_suite import CompletionDialect

OWN_SERVERS = [VllmProvider, LmStudioProvider, LlamaCppProvider]


class TestGroqConformance(CompletionDialect):
    provider = GroqProvider


class TestVllmConformance(CompletionDialect):
    provider = VllmProvider


class TestLmStudioConformance(CompletionDialect):
    provider = LmStudioProvider


class TestLlamaCppConformance(CompletionDialect):
    provider = LlamaCppProvider


@pytest.mark.parametrize("provider", OWN_SERVERS, ids=lambda provider: provider.name)
def test_a_server_of_ones_own_counts_only_once_its_address_is_set(provider: type[OpenAICompatibleProvider]):
    missing = provider(Connection(api_key="k")).unavailable()
    assert missing is not None
    assert missing.message == f"{provider.label} needs a base URL."
    assert f"for example {provider.default_base_url}, or set {provider.env_base_url} " in missing.hint
    assert provider(Connection(base_url="http://127.0.0.1:9/v1")).is_configured


def test_without_any_variable_no_server_of_ones_own_is_offered(tmp_path):
    factory = ProviderFactory(discover(), KeyService(tmp_path, lambda _: None).connect)
    assert not {provider.name for provider in OWN_SERVERS} & {provider.name for provider in factory.configured()}


@pytest.mark.parametrize("provider", [GroqProvider, DeepSeekProvider, OpenRouterProvider], ids=lambda provider: provider.name)
def test_a_vendor_needs_a_key_and_no_address(provider: type[OpenAICompatibleProvider]):
    assert provider(Connection(api_key="k")).is_configured
    missing = provider(Connection()).unavailable()
    assert missing is not None
    assert f"set {provider.env_key}" in missing.hint


def test_answers_are_free_only_where_no_key_is_given():
    assert VllmProvider(Connection(base_url="http://127.0.0.1:9/v1")).is_free
    assert not VllmProvider(Connection(base_url="http://127.0.0.1:9/v1", api_key="k")).is_free
    assert not GroqProvider(Connection()).is_free
