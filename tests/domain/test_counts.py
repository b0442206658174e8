"""Counts in words."""

import pytest

from rxchat.domain.counts import counted


@pytest.mark.parametrize(("count", "words"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1_200, "1,200 rows")])
def test_a_count_has_its_noun_in_the_right_number(count: int, words: str):
    assert counted(count, "row") == words
