"""What a call for a summary holds; the calls themselves are in test_compaction.py."""

import pytest

from rxchat.domain.provider_connection import Connection
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.services.chat.summarizer import LONGEST_ANSWER, SummaryJob


@pytest.mark.parametrize(("window", "answer"), [(1_000_000, LONGEST_ANSWER), (32_000, 4_000), (4_096, 512)])
def test_text_and_answer_fit_in_the_window(window: int, answer: int):
    job = SummaryJob(user_id=1, conversation_id=1, provider=ClaudeProvider(Connection()), model="m", window=window, rate=0.25)
    assert job.longest_answer == answer
    assert job.room * 0.25 + answer < window * 0.8
