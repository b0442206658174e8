"""What answers use."""

from decimal import Decimal

from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.usage import AnswerMetrics, Cost, Usage


def test_the_metrics_of_an_outcome_are_those_fields_alone():
    metrics = AnswerMetrics(usage=Usage(input_tokens=9), cost=Cost(amount=Decimal("0.01")), latency_ms=431, first_ms=17)
    outcome = Outcome(status=MessageStatus.COMPLETE, notes=("Cut.",), **metrics.metrics())
    assert outcome.metrics() == metrics.metrics()
    assert AnswerMetrics(**outcome.metrics()) == metrics
