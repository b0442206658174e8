"""What a kind of provider error carries. Tables elsewhere are made of it."""

from collections import Counter

import pytest

from rxchat.domain.errors import PROVIDER_KINDS, ProviderError

KINDS = [kind for kind in PROVIDER_KINDS if kind is not ProviderError]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_says_what_happened_about_its_subject(kind: type[ProviderError]):
    assert "{subject}" in kind.summary
    assert not kind.summary.endswith(".")
    assert [one for one in KINDS if one.summary == kind.summary] == [kind]


def test_what_a_vendor_says_is_one_kind_of_error():
    said = Counter(
        word for kind in KINDS for word in (*vars(kind).get("vendor_statuses", ()), *vars(kind).get("vendor_codes", ()))
    )
    assert said.most_common(1)[0][1] == 1
    assert {str(word) for word in said} == {str(word).lower() for word in said}


def test_what_passes_by_itself_is_worth_another_try():
    assert [kind for kind in KINDS if kind.is_transient and not kind.retryable] == []
