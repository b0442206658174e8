from decimal import Decimal

import pytest

from rxchat.domain.money import dollars


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "$0.00"),
        ("12.3", "$12.30"),
        ("1234567.891", "$1,234,567.89"),
        ("0.1", "$0.10"),
        ("0.0042", "$0.0042"),
        ("0.00001", "<$0.0001"),
    ],
)
def test_amounts_are_told_as_exactly_as_they_matter(amount: str, words: str):
    assert dollars(Decimal(amount)) == words
