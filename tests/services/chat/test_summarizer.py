"""What a call for a summary holds; the calls themselves are in test_compaction.py."""

import pytest

from rxchat.domain.provider_connection import Connection
from rxchat.domain.token_estimates import text_tokens
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.services.chat.summarizer import LONGEST_ANSWER, SummaryJob, split_at


@pytest.mark.parametrize(("window", "answer"), [(1_000_000, LONGEST_ANSWER), (32_000, 4_000), (4_096, 512)])
@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_text_and_answer_fit_in_the_window(window: int, answer: int, scale: float):
    job = SummaryJob(user_id=1, conversation_id=1, provider=ClaudeProvider(Connection()), model="m", window=window, scale=scale)
    assert job.longest_answer == answer
    assert job.room + answer < window * 0.8


@pytest.mark.parametrize(
    "line", ["What is it? Nobody knows.\n", "这是什么呢?没有人知道。\n", "12,34.50,2026-11-29,99\n", " " * 80 + "\n"]
)
def test_a_piece_holds_as_many_lines_as_fit(line: str):
    text = line * 300
    piece, rest = split_at(text, 200)
    assert piece + "\n" + rest == text
    assert text_tokens(piece) <= 200
    assert text_tokens(piece + line * 2) > 200 or not line.strip()
    assert split_at("Short", 200) == ("Short", "")


def test_a_line_that_is_too_long_is_cut():
    piece, rest = split_at("x" * 10_000, 200)
    assert (text_tokens(piece), piece + rest) == (200, "x" * 10_000)
