import json
from pathlib import Path

from bench.report import Machine, Result, save, table
from bench.rig import Figures, Rig
from bench.scenarios import Scenario


def nothing(_: Rig) -> Figures:
    return {}


SCENARIO = Scenario(name="prose", title="Some prose", measure=nothing, targets={"lag_p50_ms": 20, "payload_kB": 200})


def test_the_table_sets_each_figure_against_its_target() -> None:
    result = Result(scenario=SCENARIO, figures={"lag_p50_ms": 17.234, "payload_kB": 212.5, "frames": 355})

    assert table([result]).splitlines() == [
        "| Scenario   | Figure  | Measured | Target    |        |",
        "| ---------- | ------- | -------- | --------- | ------ |",
        "| Some prose | lag p50 | 17.2 ms  | <= 20 ms  | ok     |",
        "|            | payload | 212 kB   | <= 200 kB | missed |",
        "|            | frames  | 355      |           |        |",
    ]


def test_a_figure_at_its_target_reaches_it() -> None:
    assert Result(scenario=SCENARIO, figures={"lag_p50_ms": 20, "payload_kB": 200.1}).missed == ["payload_kB"]


def test_a_scenario_that_failed_misses_every_target() -> None:
    result = Result(scenario=SCENARIO, failure="rxchat did not start")

    assert result.missed == ["lag_p50_ms", "payload_kB"]
    assert table([result]).count("failed") == 2


def test_the_json_holds_figures_targets_and_machine(tmp_path: Path) -> None:
    result = Result(scenario=SCENARIO, figures={"lag_p50_ms": 17.5, "payload_kB": 100})

    save([result], Machine(system="Linux", python="3.11.2", cores=2, load=0.1), tmp_path / "bench.json")

    document = json.loads((tmp_path / "bench.json").read_text())
    assert document["machine"] == {"system": "Linux", "python": "3.11.2", "cores": 2, "load": 0.1}
    assert document["scenarios"] == [
        {
            "name": "prose",
            "title": "Some prose",
            "figures": {"lag_p50_ms": 17.5, "payload_kB": 100},
            "targets": {"lag_p50_ms": 20, "payload_kB": 200},
            "missed": [],
            "failure": "",
        }
    ]


def test_a_machine_is_busy_when_a_quarter_of_it_is_taken() -> None:
    assert Machine(cores=2, load=0.6).is_busy
    assert not Machine(cores=2, load=0.4).is_busy
