"""Which key and address each provider uses."""

from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest
from fakes.acme import AcmeProvider

from rxchat.domain.errors import NotConfigured
from rxchat.domain.provider_connection import Connection
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.security.master_key import MasterKey
from rxchat.security.redaction import redacted
from rxchat.security.vault import Vault
from rxchat.services.providers.provider_keys import KeyService, hint_of


def test_a_provider_is_reached_through_its_own_variables(tmp_path: Path):
    variables = {"ANTHROPIC_API_KEY": "secret", "ANTHROPIC_BASE_URL": "http://localhost:1"}
    connection = KeyService(tmp_path, variables.get).connect(ClaudeProvider)
    assert connection == Connection(api_key="secret", base_url="http://localhost:1", data_dir=tmp_path, key_source="environment")


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


ENVIRONMENT = {"ANTHROPIC_API_KEY": "sk-environment-wxyz"}
STORED = "sk-ant-stored-012345abcd"


@pytest.fixture
def vault() -> Vault:
    return Vault(MasterKey(bytes(32)))


def with_stored(tmp_path: Path, vault: Vault, environment: dict[str, str], base_url: str | None = None) -> KeyService:
    """A service that knows a key of Claude."""
    keys = KeyService(tmp_path, environment.get, vault=vault, user_id=1)
    keys.know(keys.sealed(ClaudeProvider, STORED, base_url))
    return keys


def test_a_stored_key_wins_over_the_environment(tmp_path: Path, vault: Vault):
    keys = with_stored(tmp_path, vault, ENVIRONMENT)
    connection = keys.connect(ClaudeProvider)
    assert (connection.api_key, connection.key_source, connection.key_hint) == (STORED, "stored", "...abcd")
    again = KeyService(tmp_path, ENVIRONMENT.get, vault=vault, user_id=1, stored=[keys.stored("claude")])
    assert again.connect(ClaudeProvider) == connection
    assert STORED not in repr(keys.stored("claude")) + repr(connection)


def test_a_key_of_the_environment_is_shown_as_such(tmp_path: Path):
    connection = KeyService(tmp_path, ENVIRONMENT.get).connect(ClaudeProvider)
    assert (connection.key_source, connection.key_hint) == ("environment", "...wxyz")


def test_a_stored_key_goes_to_no_other_address_than_it_was_stored_for(tmp_path: Path, vault: Vault):
    keys = with_stored(tmp_path, vault, {"ANTHROPIC_BASE_URL": "http://localhost:1"})
    assert keys.connect(ClaudeProvider).api_key == STORED
    stored = keys.stored("claude")
    for environment in ({}, {"ANTHROPIC_BASE_URL": "http://localhost:2"}):
        elsewhere = KeyService(tmp_path, environment.get, vault=vault, user_id=1, stored=[stored]).connect(ClaudeProvider)
        assert (elsewhere.api_key, elsewhere.key_source, elsewhere.is_key_lost) == (None, "stored", True)
        missing = ClaudeProvider(elsewhere).unavailable()
        assert isinstance(missing, NotConfigured)
        assert "API key again" in missing.message


def test_a_key_of_the_environment_does_not_go_to_a_stored_address(tmp_path: Path, vault: Vault):
    keys = with_stored(tmp_path, vault, ENVIRONMENT, "http://localhost:1")
    assert keys.connect(ClaudeProvider).base_url == "http://localhost:1"
    keys.know(replace(keys.stored("claude"), sealed=""))
    connection = keys.connect(ClaudeProvider)
    assert (connection.api_key, connection.key_source, connection.is_key_lost) == (None, None, False)


def test_somebody_elses_key_and_one_of_another_master_key_are_to_be_entered_again(tmp_path: Path, vault: Vault):
    stored = with_stored(tmp_path, vault, {}).stored("claude")
    other = Vault(MasterKey(bytes(31) + b"1"))
    for keys in (
        KeyService(tmp_path, {}.get, vault=vault, user_id=2, stored=[stored]),
        KeyService(tmp_path, {}.get, vault=other, user_id=1, stored=[stored]),
        KeyService(tmp_path, {}.get, user_id=1, stored=[stored]),
    ):
        connection = keys.connect(ClaudeProvider)
        assert (connection.api_key, connection.is_key_lost, connection.key_hint) == (None, True, "...abcd")


def test_in_a_team_a_stored_address_is_bound_to_the_list(tmp_path: Path, vault: Vault):
    environment = {"ANTHROPIC_BASE_URL": "http://10.0.0.5"}
    keys = KeyService(tmp_path, environment.get, (), vault=vault, user_id=1)
    keys.know(keys.sealed(ClaudeProvider, STORED, "http://10.0.0.6"))
    assert keys.connect(ClaudeProvider).private_networks == ()


@pytest.mark.parametrize(("key", "hint"), [("short", None), ("a-key-of-sixteen", "...teen")])
def test_a_short_key_is_not_even_hinted_at(key: str, hint: str | None):
    assert hint_of(key) == hint
