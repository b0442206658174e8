"""What an answer cost."""

from decimal import Decimal

from fakes.acme import AcmeProvider
from timing import cpu_seconds

from rxchat.domain.provider_connection import Connection
from rxchat.domain.usage import Cost, Price, Usage
from rxchat.domain.usage_reports import CachedTokens
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.services.models.pricing import Pricing

CLAUDE = ClaudeProvider(Connection(api_key="k"))


def test_a_listed_model_has_a_price():
    cost = Pricing().cost(CLAUDE, "claude-sonnet-5-5", Usage(input_tokens=1_000_000, output_tokens=100_000))
    assert cost == Cost(amount=Decimal(3))


def test_what_came_from_the_cache_is_cheaper():
    plain = Pricing().cost(CLAUDE, "claude-sonnet-5-5", Usage(input_tokens=10_000, output_tokens=1))
    cached = Pricing().cost(CLAUDE, "claude-sonnet-5-5", Usage(input_tokens=10_000, output_tokens=1, cache_read_tokens=9_000))
    assert plain is not None
    assert cached is not None
    assert cached.amount < plain.amount


def test_an_unknown_price_is_unknown_and_not_zero():
    assert Pricing().cost(CLAUDE, "claude-unheard-of", Usage(input_tokens=1, output_tokens=1)) is None
    assert Pricing().cost(CLAUDE, "claude-sonnet-5-5", Usage()) is None


def test_a_model_on_this_computer_costs_nothing():
    assert Pricing().cost(AcmeProvider(), "any", Usage()) == Cost(amount=Decimal(0))


def test_a_server_that_is_given_a_key_may_bill_for_it():
    billed = AcmeProvider(Connection(api_key="k"))
    assert Pricing().cost(billed, "any", Usage(input_tokens=1, output_tokens=1)) is None


def test_a_models_price_is_that_of_a_million_tokens():
    assert Pricing().price(CLAUDE, "claude-sonnet-5-5") == Price(input_per_million=Decimal(2), output_per_million=Decimal(10))
    assert Pricing().price(CLAUDE, "claude-unheard-of") is None
    assert Pricing().price(AcmeProvider(), "any") == Price(input_per_million=Decimal(0), output_per_million=Decimal(0))


async def test_the_list_is_read_ahead_of_the_first_answers_end():
    await Pricing().prepare()
    usage = Usage(input_tokens=1, output_tokens=1)
    assert cpu_seconds(lambda: Pricing().cost(CLAUDE, "claude-opus-5", usage), enough=0.1, tries=1) < 0.1


def test_writes_cost_what_the_vendor_takes_for_them_and_twice_for_an_hour():
    usage = Usage(input_tokens=10_000, cache_write_tokens=8_000)
    long = ClaudeProvider(Connection(api_key="k", cache_seconds=3600))
    assert Pricing().cost(CLAUDE, "claude-sonnet-5-5", usage) == Cost(amount=Decimal("0.024"))
    assert Pricing().cost(long, "claude-sonnet-5-5", usage) == Cost(amount=Decimal("0.036"))


def test_what_a_cache_saved_is_reads_less_what_writes_cost_more():
    cached = CachedTokens(provider="claude", model="claude-sonnet-5-5", read=1_000_000, written=100_000)
    assert Pricing().saved(ClaudeProvider, cached) == Decimal("1.9") - Decimal("0.05")
    unknown = CachedTokens(provider="claude", model="claude-unheard-of", read=1, written=0)
    assert Pricing().saved(ClaudeProvider, unknown) is None
    assert Pricing().saved(AcmeProvider, cached) is None
