"""Which key and address each provider uses."""

from pathlib import Path

from fakes.acme import AcmeProvider

from rxchat.domain.connections import Connection
from rxchat.providers.claude import ClaudeProvider
from rxchat.services.keys import KeyService


def test_a_provider_is_reached_through_its_own_variables(tmp_path: Path):
    variables = {"ANTHROPIC_API_KEY": "secret", "ANTHROPIC_BASE_URL": "http://localhost:1"}
    connection = KeyService(tmp_path, variables.get).connect(ClaudeProvider)
    assert connection == Connection(api_key="secret", base_url="http://localhost:1", data_dir=tmp_path)


def test_a_provider_without_variables_has_neither_key_nor_address(tmp_path: Path):
    connection = KeyService(tmp_path, {}.get).connect(AcmeProvider)
    assert connection == Connection(data_dir=tmp_path)
