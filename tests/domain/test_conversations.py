"""What is saved of an answer."""

from rxchat.domain.conversations import DETAIL_FIELDS, MessageStatus, Outcome
from rxchat.domain.usage import AnswerMetrics


def test_the_details_of_an_outcome_are_neither_its_metrics_nor_its_end():
    outcome = Outcome(status=MessageStatus.COMPLETE, notes=("Cut.",), latency_ms=431)
    assert outcome.details() == {name: getattr(outcome, name) for name in DETAIL_FIELDS}
    assert outcome.details()["notes"] == ("Cut.",)
    assert not outcome.details().keys() & {"status", "failure", *AnswerMetrics().metrics()}
