import pytest

from bench import sidebar
from bench.library import LONGEST
from bench.rig import running_rig
from bench.scenarios import SCENARIOS


def test_a_small_library_has_all_the_figures_of_the_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidebar, "PAGES", 2)
    monkeypatch.setattr(sidebar, "SEARCHES", 4)
    with running_rig() as rig:
        figures = sidebar.measure(rig, conversations=120, messages=LONGEST + 300)

    (scenario,) = [scenario for scenario in SCENARIOS if scenario.name == "sidebar"]
    assert set(scenario.targets) <= set(figures)
    assert all(figure > 0 for figure in figures.values())
