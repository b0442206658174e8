from datetime import UTC, datetime

from rxchat.domain.providers import Light, ProviderStatus, Standing
from rxchat.providers.claude import ClaudeProvider
from rxchat.providers.local import LocalProvider
from rxchat.state.provider_views import provider_view

STATUS = ProviderStatus(
    name="claude",
    label="Claude",
    icon="asterisk",
    standing=Standing.OK,
    light=Light.GREEN,
    message="Working.",
    key_hint="...abcd",
    key_source="stored",
    last_success_at=datetime(2026, 11, 24, 9, 5, tzinfo=UTC),
    latency_ms=210,
    model_count=12,
)


def test_a_card_is_made_of_what_the_provider_declares():
    view = provider_view(STATUS, ClaudeProvider)
    assert (view.light, view.status, view.key_hint, view.key_source) == ("green", "Working.", "...abcd", "stored")
    assert (view.key_url, view.usual_url) == (ClaudeProvider.key_url, ClaudeProvider.default_base_url)
    assert view.facts == "12 models · 210 ms · last worked 24 November, 09:05 UTC"
    assert (view.takes_key, view.is_broken) == (True, False)


def test_a_provider_without_an_address_takes_no_key():
    assert not provider_view(STATUS, LocalProvider).takes_key


def test_one_that_cannot_be_used_has_nothing_to_set():
    view = provider_view(
        ProviderStatus(
            name="x.py", label="x.py", icon="triangle-alert", standing=Standing.BROKEN, light=Light.RED, message="SyntaxError"
        ),
        None,
    )
    assert (view.takes_key, view.is_broken, view.facts, view.key_url) == (False, True, "", "")
