from dataclasses import replace
from datetime import UTC, datetime

from rxchat.domain.errors import RateLimited, failure_of
from rxchat.domain.providers import Availability, ProviderStatus, StatusColor
from rxchat.providers.custom_endpoint import custom_endpoint
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.providers.vendors.local import LocalProvider
from rxchat.providers.vendors.ollama import OllamaProvider
from rxchat.providers.vendors.vllm import VllmProvider
from rxchat.state.provider_views import SET_UP, TO_SET_UP, in_order, provider_view

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
    assert (view.section, view.last_error, view.last_error_at) == (SET_UP, "", "")


def test_a_provider_without_an_address_takes_no_key():
    assert not provider_view(STATUS, LocalProvider).takes_key


def test_one_that_cannot_be_used_has_nothing_to_set():
    view = provider_view(BROKEN, None)
    assert (view.takes_key, view.is_broken, view.facts, view.key_url, view.section) == (False, True, "", "", SET_UP)


def test_an_error_is_told_once_and_stays_known_when_it_is_over():
    at = datetime(2026, 11, 24, 9, 6, tzinfo=UTC)
    failed = replace(STATUS, state=Availability.ERROR, message=LIMITED.message, last_failure=LIMITED, last_failure_at=at)
    view = provider_view(failed, ClaudeProvider)
    assert (view.last_error, view.last_error_at) == ("", "2026-11-24T09:06:00+00:00")
    over = provider_view(replace(STATUS, last_failure=LIMITED, last_failure_at=at), ClaudeProvider)
    assert over.last_error == "You've hit Claude's rate limit."


def test_what_is_missing_is_said_to_somebody_who_has_the_fields_before_them():
    view = provider_view(UNSET, ClaudeProvider)
    assert (view.status, view.facts, view.section) == (
        "Not connected",
        "Or set ANTHROPIC_API_KEY and restart rxchat",
        TO_SET_UP,
    )
    lost = provider_view(replace(UNSET, key_source="stored", message="The key must be entered again."), ClaudeProvider)
    assert (lost.status, lost.facts, lost.section) == ("The key must be entered again.", "", SET_UP)


def test_a_server_of_ones_own_is_asked_for_its_address():
    server = replace(UNSET, name="vllm", needs_key=False, message="vLLM needs a base URL.")
    view = provider_view(server, VllmProvider)
    assert (view.status, view.facts) == ("Not connected", "Or set VLLM_BASE_URL and restart rxchat")
    assert view.lacks_address
    absent = replace(server, name="ollama", message="Ollama isn't running on this computer.", last_failure=LIMITED)
    away = provider_view(absent, OllamaProvider)
    assert (away.status, away.section, away.last_error_at) == ("Ollama isn't running on this computer.", TO_SET_UP, "")


def test_an_endpoint_that_was_added_is_ones_own_and_stays_among_those_set_up():
    lab = custom_endpoint("custom-lab", "Lab", "http://localhost:1/v1")
    view = provider_view(replace(UNSET, name="custom-lab", needs_key=False, message="Lab is not running."), lab)
    assert (view.is_own, view.section, view.status) == (True, SET_UP, "Lab is not running.")


def test_those_set_up_come_first_each_section_under_its_heading():
    groq = provider_view(replace(UNSET, name="groq", label="Groq"), ClaudeProvider)
    deepseek = provider_view(replace(UNSET, name="deepseek", label="DeepSeek"), ClaudeProvider)
    local = provider_view(replace(STATUS, name="local", label="Here", needs_key=False), LocalProvider)
    ordered = in_order([groq, provider_view(BROKEN, None), deepseek, local, provider_view(STATUS, ClaudeProvider)])
    assert [view.name for view in ordered] == ["claude", "local", "x.py", "deepseek", "groq"]
    assert [view.heading for view in ordered] == [SET_UP, "", "", TO_SET_UP, ""]


def test_a_card_stays_in_its_place_while_the_page_is_open():
    claude, mistral = provider_view(UNSET, ClaudeProvider), provider_view(replace(UNSET, name="mistral"), ClaudeProvider)
    before = in_order([claude, mistral])
    lab = provider_view(replace(STATUS, name="custom-lab"), ClaudeProvider)
    after = in_order([lab, claude, provider_view(replace(STATUS, name="mistral"), ClaudeProvider)], before)
    assert [(view.name, view.heading) for view in after] == [
        ("custom-lab", SET_UP),
        ("claude", TO_SET_UP),
        ("mistral", ""),
    ]


def test_an_endpoint_that_was_added_can_be_removed_also_where_a_file_has_taken_its_name():
    endpoint = custom_endpoint("custom-lab", "Lab", "http://localhost:1/v1")
    assert provider_view(replace(STATUS, name="custom-lab"), endpoint).is_own
    assert not provider_view(replace(STATUS, name="custom-lab"), ClaudeProvider).is_own  # a file of that name
    assert provider_view(BROKEN, None, is_shadowed=True).is_own
    assert not provider_view(BROKEN, None).is_own


def test_a_section_has_one_heading_whatever_has_become_of_its_first_card():
    first, second = provider_view(STATUS, ClaudeProvider), provider_view(replace(STATUS, name="x", label="X"), LocalProvider)
    before = in_order([first, second])
    now = in_order([provider_view(UNSET, ClaudeProvider), second])  # as they would stand in a new tab
    assert [(view.name, view.heading) for view in in_order(now, before=before)] == [("claude", SET_UP), ("x", "")]
