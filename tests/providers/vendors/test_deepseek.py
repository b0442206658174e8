from typing import Any

import pytest

from rxchat.domain.provider_connection import Connection
from rxchat.providers.vendors.deepseek import DeepSeekProvider

from ..conformance.test_suite import CompletionDialect


class TestDeepSeekConformance(CompletionDialect):
    provider = DeepSeekProvider


@pytest.mark.parametrize(
    ("counts", "read"),
    [
        ({"prompt_cache_hit_tokens": 64, "prompt_cache_miss_tokens": 36}, 64),
        ({"prompt_cache_hit_tokens": 0}, 0),
        ({"prompt_tokens_details": {"cached_tokens": 32}}, 32),
        ({}, None),
    ],
)
def test_deepseek_counts_what_it_found_in_its_cache(counts: dict[str, Any], read: int | None):
    usage = DeepSeekProvider(Connection(api_key="k")).usage_of({"prompt_tokens": 100, "completion_tokens": 9} | counts)
    assert (usage.input_tokens, usage.cache_read_tokens) == (100, read)
