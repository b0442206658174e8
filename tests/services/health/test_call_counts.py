"""What is counted of answers."""

from rxchat.domain.usage import Usage
from rxchat.services.health.call_counts import MOST_PROVIDERS, OTHERS, CallCounts


def test_an_answer_is_counted_by_how_it_ended():
    counts = CallCounts()
    counts.completed("acme", Usage(input_tokens=7, output_tokens=2, reasoning_tokens=0), first_ms=200, whole_ms=3000)
    counts.failed("acme", "rate_limited", Usage(), first_ms=None)
    counts.stopped("acme", Usage(input_tokens=1), first_ms=90)
    acme = counts.by_provider["acme"]
    assert acme.outcomes == {"complete": 1, "failed": 1, "stopped": 1}
    assert acme.errors == {"rate_limited": 1}
    assert acme.tokens == {"input": 8, "output": 2}
    assert [dict(each.buckets())[float("inf")] for each in (acme.first_text, acme.answer)] == [2, 1]


def test_endpoints_without_end_are_counted_together():
    counts = CallCounts()
    for number in range(MOST_PROVIDERS + 5):
        counts.stopped(f"lab-{number}", Usage(), first_ms=None)
    counts.stopped("lab-0", Usage(), first_ms=None)
    assert len(counts.by_provider) == MOST_PROVIDERS + 1
    assert (counts.by_provider[OTHERS].outcomes["stopped"], counts.by_provider["lab-0"].outcomes["stopped"]) == (5, 2)
