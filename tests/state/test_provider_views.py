from dataclasses import replace
from datetime import UTC, datetime

from rxchat.domain.errors import RateLimited, failure_of
from rxchat.domain.providers import Availability, ProviderStatus, StatusColor
from rxchat.providers.custom_endpoint import custom_endpoint
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.providers.vendors.local import LocalProvider
from rxchat.providers.vendors.ollama import OllamaProvider
from rxchat.providers.vendors.vllm import VllmProvider
from rxchat.state.provider_views import in_order, provider_view

STATUS = ProviderStatus(
    name="claude",
    label="Claude",
    icon="asterisk",
    state=Availability.OK,
    color=StatusColor.GREEN,
    message="Connected",
    needs_key=True,
    is_configured=True,
    is_enabled=True,
    key_hint="...abcd",
    key_source="stored",
    last_success_at=datetime(2026, 11, 24, 9, 5, tzinfo=UTC),
    latency_ms=210,
    model_count=12,
)
UNSET = replace(
    STATUS,
    state=Availability.NOT_CONFIGURED,
    color=StatusColor.YELLOW,
    message="Claude needs an API key. Enter one in Settings.",
    is_configured=False,
    key_hint=None,
    key_source=None,
    last_success_at=None,
    latency_ms=None,
    model_count=0,
)
LIMITED = failure_of(RateLimited("You've hit Claude's rate limit.", provider="claude"))
BROKEN = ProviderStatus(
    name="x.py", label="x.py", icon="triangle-alert", state=Availability.BROKEN, color=StatusColor.RED, message="SyntaxError"
)


def test_a_card_is_made_of_what_the_provider_declares():
    view = provider_view(STATUS, ClaudeProvider)
    assert (view.light, view.status, view.key_hint, view.key_source) == ("green", "Connected", "...abcd", "stored")
    assert (view.key_url, view.usual_url) == (ClaudeProvider.key_url, ClaudeProvider.default_base_url)
    assert (view.facts, view.last_success_at) == ("12 models · 210 ms", "2026-11-24T09:05:00+00:00")
    assert (view.takes_key, view.is_broken, view.is_own, view.lacks_address) == (True, False, False, False)
    assert (view.is_listed, view.last_error, view.last_error_at) == (True, "", "")


def test_a_provider_without_an_address_takes_no_key():
    assert not provider_view(STATUS, LocalProvider).takes_key


def test_one_that_cannot_be_used_has_nothing_to_set():
    view = provider_view(BROKEN, None)
    assert (view.takes_key, view.is_broken, view.facts, view.key_url, view.is_listed) == (False, True, "", "", True)


def test_an_error_is_told_once_and_stays_known_when_it_is_over():
    at = datetime(2026, 11, 24, 9, 6, tzinfo=UTC)
    failed = replace(STATUS, state=Availability.ERROR, message=LIMITED.message, last_failure=LIMITED, last_failure_at=at)
    view = provider_view(failed, ClaudeProvider)
    assert (view.last_error, view.last_error_at) == ("", "2026-11-24T09:06:00+00:00")
    over = provider_view(replace(STATUS, last_failure=LIMITED, last_failure_at=at), ClaudeProvider)
    assert over.last_error == "You've hit Claude's rate limit."


def test_what_is_missing_is_said_to_somebody_who_has_the_fields_before_them():
    view = provider_view(UNSET, ClaudeProvider)
    assert (view.status, view.environment_hint, view.is_listed) == (
        "Not connected",
        "Or set ANTHROPIC_API_KEY and restart rxchat.",
        False,
    )
    lost = provider_view(replace(UNSET, key_source="stored", message="The key must be entered again."), ClaudeProvider)
    assert (lost.status, lost.environment_hint, lost.is_listed) == ("The key must be entered again.", "", True)


def test_a_server_of_ones_own_is_asked_for_its_address():
    server = replace(UNSET, name="vllm", needs_key=False, message="vLLM needs a base URL.")
    view = provider_view(server, VllmProvider)
    assert (view.status, view.environment_hint) == ("Not connected", "Or set VLLM_BASE_URL and restart rxchat.")
    assert view.lacks_address
    absent = replace(server, name="ollama", message="Ollama isn't running on this computer.", last_failure=LIMITED)
    away = provider_view(absent, OllamaProvider)
    assert (away.status, away.is_listed, away.last_error_at) == ("Ollama isn't running on this computer.", False, "")


def test_an_endpoint_that_was_added_is_ones_own_and_stays_among_those_set_up():
    lab = custom_endpoint("custom-lab", "Lab", "http://localhost:1/v1")
    view = provider_view(replace(UNSET, name="custom-lab", needs_key=False, message="Lab is not running."), lab)
    assert (view.is_own, view.is_listed, view.status) == (True, True, "Lab is not running.")


def test_a_card_knows_that_there_is_a_certificate_authority_and_not_which():
    lab = custom_endpoint("custom-lab", "Lab", "https://localhost:1/v1", "-----BEGIN CERTIFICATE-----")
    view = provider_view(replace(STATUS, name="custom-lab", has_certificate_authority=True), lab)
    assert view.has_certificate_authority
    assert "CERTIFICATE" not in repr(view)
    assert not provider_view(STATUS, ClaudeProvider).has_certificate_authority


def test_a_local_server_is_listed_once_it_was_seen_or_given_an_address():
    untested = replace(STATUS, name="ollama", needs_key=False, key_source=None, key_hint=None, last_success_at=None)
    assert not provider_view(untested, OllamaProvider).is_listed
    assert not provider_view(replace(untested, base_url=OllamaProvider.default_base_url), OllamaProvider).is_listed
    assert provider_view(replace(untested, last_success_at=STATUS.last_success_at), OllamaProvider).is_listed
    assert provider_view(replace(untested, base_url="http://localhost:2"), OllamaProvider).is_listed
    away = replace(untested, name="vllm", is_configured=False, base_url=VllmProvider.default_base_url)
    assert provider_view(away, VllmProvider).is_listed


def test_the_list_comes_first_and_begins_with_what_failed():
    groq = provider_view(replace(UNSET, name="groq", label="Groq"), ClaudeProvider)
    deepseek = provider_view(replace(UNSET, name="deepseek", label="DeepSeek"), ClaudeProvider)
    local = provider_view(replace(STATUS, name="local", label="Here", needs_key=False), LocalProvider)
    wrong = provider_view(replace(STATUS, name="wrong", label="Wrong", color=StatusColor.RED), ClaudeProvider)
    ordered = in_order([groq, provider_view(BROKEN, None), deepseek, local, provider_view(STATUS, ClaudeProvider), wrong])
    assert [view.name for view in ordered] == ["wrong", "x.py", "claude", "local", "deepseek", "groq"]
    assert [view.is_listed for view in ordered] == [True] * 4 + [False] * 2


def test_a_row_stays_in_its_place_while_the_page_is_open_and_a_new_one_comes_last():
    claude, local = provider_view(STATUS, ClaudeProvider), provider_view(replace(STATUS, name="x", label="X"), LocalProvider)
    mistral, lab = replace(UNSET, name="mistral"), provider_view(replace(STATUS, name="custom-lab"), ClaudeProvider)
    before = in_order([claude, local, provider_view(mistral, ClaudeProvider)])
    connected = provider_view(replace(STATUS, name="mistral"), ClaudeProvider)
    after = in_order([lab, provider_view(UNSET, ClaudeProvider), connected, local], before)
    assert [(view.name, view.is_listed) for view in after] == [
        ("claude", True),  # its key was removed
        ("x", True),
        ("mistral", True),
        ("custom-lab", True),
    ]


def test_a_provider_is_not_listed_while_the_dialog_shows_it():
    before = in_order([provider_view(UNSET, ClaudeProvider)])
    connected = [provider_view(STATUS, ClaudeProvider)]
    assert [view.is_listed for view in in_order(connected, before, adding="claude")] == [False]
    assert [view.is_listed for view in in_order(connected, before)] == [True]


def test_an_endpoint_that_was_added_can_be_removed_also_where_a_file_has_taken_its_name():
    endpoint = custom_endpoint("custom-lab", "Lab", "http://localhost:1/v1")
    assert provider_view(replace(STATUS, name="custom-lab"), endpoint).is_own
    assert not provider_view(replace(STATUS, name="custom-lab"), ClaudeProvider).is_own  # a file of that name
    assert provider_view(BROKEN, None, is_shadowed=True).is_own
    assert not provider_view(BROKEN, None).is_own
