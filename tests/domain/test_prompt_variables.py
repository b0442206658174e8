import time
from typing import Any

import pytest
from corpora.prompt_texts import CASES, ENDLESS

from rxchat.domain.prompt_variables import fill, prompt_parts, variables_of

LENGTH = 2**18


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:30])
def test_variables_are_found_and_filled(case: dict[str, Any]) -> None:
    assert list(variables_of(case["text"])) == case["names"]
    assert "".join(part.text for part in prompt_parts(case["text"])) == case["text"]
    assert fill(case["text"], {}) == case["text"]
    if "values" in case:
        assert fill(case["text"], case["values"]) == case["filled"]


def seconds(text: str) -> float:
    began = time.process_time()
    fill(text, {"a": "b"})
    return time.process_time() - began


@pytest.mark.parametrize("piece", ENDLESS)
def test_a_long_text_is_read_once(piece: str) -> None:
    """Four times the text takes four times as long, not sixteen times, with room for a busy machine."""
    short = min(seconds(piece * (LENGTH // 4 // len(piece))) for _ in range(2))
    assert seconds(piece * (LENGTH // len(piece))) < max(8 * short, 0.5)


def test_a_megabyte_of_braces_takes_no_time() -> None:
    assert seconds("{" * 2**20) < 1
