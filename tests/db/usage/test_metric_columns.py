"""An answer's metrics as columns: what is written is read again, and every table has its columns."""

from dataclasses import fields
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from rxchat.db.schema.core_tables import MessageRow, UsageRow
from rxchat.db.usage.metric_columns import METRIC_COLUMNS, columns_of, metrics_of
from rxchat.db.usage.usage_records import RECORDED
from rxchat.domain.archives import ArchivedMessage
from rxchat.domain.usage import AnswerMetrics, Cost, Usage

WHOLE = AnswerMetrics(
    usage=Usage(input_tokens=9, output_tokens=8, cache_read_tokens=7, cache_write_tokens=6, reasoning_tokens=5),
    cost=Cost(amount=Decimal("0.0123"), currency="EUR"),
    latency_ms=431,
    first_ms=17,
    reasoning_ms=16,
)


@pytest.mark.parametrize("metrics", [WHOLE, AnswerMetrics(), AnswerMetrics(cost=Cost(amount=Decimal(0)), first_ms=0)])
def test_what_is_written_is_read_again(metrics: AnswerMetrics):
    columns = columns_of(metrics)
    assert tuple(columns) == METRIC_COLUMNS
    row: Any = SimpleNamespace(**columns)
    assert AnswerMetrics(**metrics_of(row)) == metrics


def test_each_metric_is_kept_with_the_message_and_goes_along_with_an_export():
    assert [name for name in METRIC_COLUMNS if name not in MessageRow.model_fields] == []
    assert set(METRIC_COLUMNS) <= {field.name for field in fields(ArchivedMessage)}


def test_a_record_of_usage_has_all_metrics_of_the_call_but_names_the_cost_in_its_own_way():
    assert set(METRIC_COLUMNS) - set(RECORDED) == {"cost", "reasoning_ms"}
    assert "cost_estimate" in UsageRow.model_fields
