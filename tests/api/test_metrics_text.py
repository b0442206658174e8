"""The metrics as Prometheus reads them."""

from prometheus_client.parser import text_string_to_metric_families

from rxchat.api.metrics_text import metrics_text
from rxchat.domain.usage import Usage
from rxchat.services.health.call_counts import CallCounts
from rxchat.services.health.loop_lag import LoopLag
from rxchat.wiring.metrics import MetricSources

LABELS = {"provider", "outcome", "code", "kind", "le", "file", "version"}


def test_every_family_is_read_by_prometheus_own_parser_and_has_known_labels_only():
    calls, lag = CallCounts(), LoopLag()
    calls.completed('odd "name"\n\\', Usage(input_tokens=3), first_ms=600, whole_ms=700)
    calls.failed("acme", "overloaded", Usage(), first_ms=None)
    lag.seconds.observe(0.02)
    sources = MetricSources(
        calls=calls,
        lag=lag,
        database_sizes=lambda: {"database": 100},
        writes_waiting=lambda: 2,
        open_sockets=lambda: 3,
        running_answers=lambda: 1,
    )
    families = {family.name: family for family in text_string_to_metric_families(metrics_text(sources).decode())}
    ours = {name: family for name, family in families.items() if name.startswith("rxchat_")}
    assert {name: family.type for name, family in ours.items()} == {
        "rxchat_info": "gauge",
        "rxchat_answers": "counter",
        "rxchat_answer_errors": "counter",
        "rxchat_tokens": "counter",
        "rxchat_first_text_seconds": "histogram",
        "rxchat_answer_seconds": "histogram",
        "rxchat_answers_running": "gauge",
        "rxchat_open_sockets": "gauge",
        "rxchat_event_loop_lag_seconds": "histogram",
        "rxchat_database_bytes": "gauge",
        "rxchat_database_writes_waiting": "gauge",
    }
    assert {label for family in ours.values() for sample in family.samples for label in sample.labels} == LABELS
    assert [(each.labels, each.value) for each in ours["rxchat_database_bytes"].samples] == [({"file": "database"}, 100)]
    buckets = {
        each.labels["le"]: each.value
        for each in ours["rxchat_first_text_seconds"].samples
        if each.name.endswith("_bucket") and each.labels["provider"] == 'odd "name"\n\\'
    }
    assert (buckets["0.5"], buckets["1.0"], buckets["+Inf"]) == (0, 1, 1)
