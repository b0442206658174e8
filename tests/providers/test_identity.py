import pytest

from rxchat.domain.provider_connection import Connection
from rxchat.providers.base import BaseProvider
from rxchat.providers.custom_endpoint import custom_endpoint
from rxchat.providers.registry import discover

BUILT_IN = [provider for name in discover().names() if (provider := discover().get(name)).default_base_url]


@pytest.mark.parametrize("provider", BUILT_IN, ids=lambda provider: provider.name)
def test_where_the_address_may_be_wrong_the_right_form_is_named(provider: type[BaseProvider]):
    hint = provider(Connection(api_key="k", base_url="http://127.0.0.1:9")).address_hint()
    assert provider.default_base_url in hint


def test_an_endpoint_of_ones_own_is_told_how_most_look():
    hint = custom_endpoint("lab", "Lab", "http://h:1/elsewhere")(Connection()).address_hint()
    assert "ends in /v1, for example http://h:1/v1" in hint


@pytest.mark.parametrize("provider", BUILT_IN, ids=lambda provider: provider.name)
def test_what_helps_against_an_untrusted_certificate_is_named(provider: type[BaseProvider]):
    assert "SSL_CERT_FILE" in provider(Connection(api_key="k")).trust_hint()


@pytest.mark.parametrize("provider", BUILT_IN, ids=lambda provider: provider.name)
def test_a_provider_with_an_address_is_remote_and_names_what_follows_it(provider: type[BaseProvider]):
    assert provider.is_remote()
    assert all(path.startswith("/") for path in provider.request_paths() if path)
    assert provider.request_paths()
