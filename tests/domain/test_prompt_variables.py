from typing import Any

import pytest
from corpora.prompt_texts import CASES, ENDLESS
from timing import cpu_seconds

from rxchat.domain.prompt_variables import fill, prompt_parts, variables_of

LENGTH = 2**17


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:30])
def test_variables_are_found_and_filled(case: dict[str, Any]) -> None:
    assert list(variables_of(case["text"])) == case["names"]
    assert "".join(part.text for part in prompt_parts(case["text"])) == case["text"]
    assert fill(case["text"], {}) == case["text"]
    if "values" in case:
        assert fill(case["text"], case["values"]) == case["filled"]


@pytest.mark.parametrize("piece", ENDLESS)
def test_a_long_text_is_read_once(piece: str) -> None:
    """Four times the text takes about four times as long, not sixteen times. Quadratic, it would take minutes."""
    short, long = (piece * (length // len(piece)) for length in (LENGTH // 4, LENGTH))
    bound = max(8 * cpu_seconds(lambda: fill(short, {"a": "b"}), enough=0.0, tries=2), 1.5)
    assert cpu_seconds(lambda: fill(long, {"a": "b"}), enough=bound) < bound


def test_a_megabyte_of_braces_takes_no_time() -> None:
    assert cpu_seconds(lambda: fill("{" * 2**20, {}), enough=1) < 1
