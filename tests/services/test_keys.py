"""Which key and address each provider uses."""

from ipaddress import ip_network
from pathlib import Path

from fakes.acme import AcmeProvider

from rxchat.domain.connections import Connection
from rxchat.providers.claude import ClaudeProvider
from rxchat.security.redaction import redacted
from rxchat.services.keys import KeyService


def test_a_provider_is_reached_through_its_own_variables(tmp_path: Path):
    variables = {"ANTHROPIC_API_KEY": "secret", "ANTHROPIC_BASE_URL": "http://localhost:1"}
    connection = KeyService(tmp_path, variables.get).connect(ClaudeProvider)
    assert connection == Connection(api_key="secret", base_url="http://localhost:1", data_dir=tmp_path)


def test_a_provider_without_variables_has_neither_key_nor_address(tmp_path: Path):
    connection = KeyService(tmp_path, {}.get).connect(AcmeProvider)
    assert connection == Connection(data_dir=tmp_path)


def test_a_key_that_was_found_is_taken_out_of_the_log_from_then_on(tmp_path: Path):
    KeyService(tmp_path, {"ANTHROPIC_API_KEY": "found-by-the-service"}.get).connect(ClaudeProvider)
    assert "found-by-the-service" not in redacted("a line with found-by-the-service in it")


def test_in_a_team_an_address_of_ones_own_network_is_allowed_by_list_or_by_variable(tmp_path: Path):
    listed = (ip_network("10.0.0.0/8"),)
    by_list = KeyService(tmp_path, {}.get, listed).connect(ClaudeProvider)
    assert by_list.private_networks == listed
    by_variable = KeyService(tmp_path, {"ANTHROPIC_BASE_URL": "http://10.0.0.5"}.get, ()).connect(ClaudeProvider)
    assert by_variable.private_networks is None
