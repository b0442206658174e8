import subprocess
import sys

from bench.scenarios import SCENARIOS


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "bench", *arguments], capture_output=True, text=True, check=False)


def test_every_scenario_is_listed_under_a_name_of_its_own() -> None:
    listed = [line.split()[0] for line in bench("--list").stdout.splitlines()]

    assert listed == [scenario.name for scenario in SCENARIOS]
    assert len(set(listed)) == len(listed)


def test_every_scenario_has_something_to_reach() -> None:
    assert all(scenario.targets for scenario in SCENARIOS)


def test_an_unknown_scenario_is_refused_with_its_name() -> None:
    refused = bench("words-7")

    assert refused.returncode == 2
    assert "words-7" in refused.stderr
