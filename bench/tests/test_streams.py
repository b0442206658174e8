from bench import streams
from bench.answer import Answer
from bench.rig import running_rig
from bench.scenarios import SCENARIOS


def test_a_few_streams_have_all_the_figures_of_a_hundred() -> None:
    with running_rig() as rig:
        figures = streams.measure(rig, calls=2, streams=3, answer=Answer(words=4, rate=100))

    (scenario,) = [scenario for scenario in SCENARIOS if scenario.name == "curl"]
    assert set(scenario.targets) <= set(figures)
    assert figures["failed_streams"] == 0
    assert 0 < figures["parallel_lag_p50_ms"] <= figures["parallel_lag_p95_ms"] <= figures["parallel_lag_max_ms"]
