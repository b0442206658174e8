from bench import pages
from bench.answer import Answer
from bench.rig import running_rig
from bench.scenarios import SCENARIOS


def test_a_few_pages_have_all_the_figures_of_a_hundred() -> None:
    with running_rig() as rig:
        figures = pages.measure(rig, answer=Answer(words=12, rate=40), counts=(2,))

    (scenario,) = [scenario for scenario in SCENARIOS if scenario.name == "pages"]
    assert {name.partition("_")[2] for name in scenario.targets} <= {name.partition("_")[2] for name in figures}
    assert figures["2_starved_pages"] == 0
    assert 0 < figures["2_lag_p50_ms"] <= figures["2_lag_p95_ms"] <= figures["2_lag_max_ms"]
    assert figures["2_frames"] >= 2
