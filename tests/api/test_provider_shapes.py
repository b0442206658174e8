"""A provider as the API tells it."""

from datetime import UTC, date, datetime
from decimal import Decimal

from rxchat.api.provider_shapes import KeyTestBody, ProviderBody
from rxchat.domain.errors import Failure
from rxchat.domain.providers import Availability, KeyState, KeyTest, ProviderStatus, StatusColor
from rxchat.domain.spending import CapStatus, SpendCap, Spent
from rxchat.domain.usage import UsageTotal

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
STATUS = ProviderStatus(
    name="acme",
    label="Acme",
    icon="bot",
    state=Availability.ERROR,
    color=StatusColor.RED,
    message="Acme rejected your API key.",
    last_failure=Failure(code="authentication_failed", message="Acme rejected your API key.", hint="Check it.", provider="acme"),
    last_failure_at=AT,
    usage=UsageTotal(requests=2, input_tokens=3, output_tokens=4, cost=None),
)


def test_a_status_has_the_fields_of_the_interface_in_its_words():
    told = ProviderBody.of(STATUS).model_dump(mode="json")
    assert (told["name"], told["status"], told["light"], told["last_success_at"]) == ("acme", "error", "red", None)
    assert told["last_error"] == {
        "code": "authentication_failed",
        "message": "Acme rejected your API key.",
        "hint": "Check it.",
        "at": "2026-01-02T03:04:05Z",
    }
    assert told["usage"] == {"requests": 2, "input_tokens": 3, "output_tokens": 4, "cost": None}


def test_the_caps_that_its_calls_count_towards_are_told():
    renews = date(2026, 2, 1)
    caps = [
        CapStatus(cap=SpendCap(provider=provider, limit=Decimal(10)), label="", spent=Spent(amount=Decimal(9)), renews=renews)
        for provider in (None, "acme", "other")
    ]
    told = ProviderBody.of(STATUS, caps).spend_caps
    assert [(cap.provider, cap.status, cap.percent) for cap in told] == [(None, "warning", 90), ("acme", "warning", 90)]


def test_only_a_valid_key_is_ok():
    ok = {state: KeyTestBody.of(KeyTest(state=state, message="")).ok for state in KeyState}
    assert [state for state, is_ok in ok.items() if is_ok] == [KeyState.VALID]
