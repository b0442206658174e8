"""Metrics text: the counts in Prometheus' format. Imported when `/metrics` is first asked for."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, PROCESS_COLLECTOR, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from rxchat import __version__
from rxchat.services.health.call_counts import CallCounts, ProviderCounts
from rxchat.services.health.histogram import ENDLESS, Histogram
from rxchat.wiring.metrics import MetricSources

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4


class ProgramCollector(Collector):
    """Turns the counts into families of Prometheus."""

    def __init__(self, sources: MetricSources) -> None:
        self._sources = sources

    def collect(self) -> Iterator[Metric]:
        yield _gauge("rxchat_info", "The running version.", {__version__: 1}, "version")
        yield from _of_answers(self._sources.calls)
        yield _gauge("rxchat_answers_running", "Answers being written in chats.", self._sources.running_answers())
        yield _gauge("rxchat_open_sockets", "Websockets of open tabs.", self._sources.open_sockets())
        lag = HistogramMetricFamily("rxchat_event_loop_lag_seconds", "How late the event loop wakes a task.", labels=())
        _add(lag, (), self._sources.lag.seconds)
        yield lag
        yield _gauge("rxchat_database_bytes", "Size of the database's files.", self._sources.database_sizes(), "file")
        yield _gauge("rxchat_database_writes_waiting", "Writes that wait for another.", self._sources.writes_waiting())


def metrics_text(sources: MetricSources) -> bytes:
    registry = CollectorRegistry()
    registry.register(ProgramCollector(sources))
    registry.register(PROCESS_COLLECTOR)
    return generate_latest(registry)


def _of_answers(calls: CallCounts) -> Iterator[Metric]:
    yield _counter("rxchat_answers", "Answers by how they ended.", calls, "outcome", lambda counts: counts.outcomes)
    yield _counter("rxchat_answer_errors", "Answers that failed, by the error's code.", calls, "code", lambda each: each.errors)
    yield _counter("rxchat_tokens", "Tokens; input includes cached ones.", calls, "kind", lambda counts: counts.tokens)
    first = HistogramMetricFamily("rxchat_first_text_seconds", "From the call to the first piece.", labels=["provider"])
    whole = HistogramMetricFamily("rxchat_answer_seconds", "From the call to the end of a complete answer.", labels=["provider"])
    for provider, counts in calls.by_provider.items():
        _add(first, (provider,), counts.first_text)
        _add(whole, (provider,), counts.answer)
    yield first
    yield whole


def _counter(
    name: str, what: str, calls: CallCounts, label: str, counted: Callable[[ProviderCounts], dict[str, int]]
) -> CounterMetricFamily:
    family = CounterMetricFamily(name, what, labels=["provider", label])
    for provider, counts in calls.by_provider.items():
        for kind, count in counted(counts).items():
            family.add_metric([provider, kind], count)
    return family


def _gauge(name: str, what: str, value: dict[str, int] | int, label: str = "") -> GaugeMetricFamily:
    if isinstance(value, int):
        return GaugeMetricFamily(name, what, value=value)
    family = GaugeMetricFamily(name, what, labels=[label])
    for labelled, each in value.items():
        family.add_metric([labelled], each)
    return family


def _add(family: HistogramMetricFamily, labels: Iterable[str], histogram: Histogram) -> None:
    buckets = [("+Inf" if bound == ENDLESS else str(bound), float(count)) for bound, count in histogram.buckets()]
    family.add_metric(tuple(labels), buckets, histogram.total)
