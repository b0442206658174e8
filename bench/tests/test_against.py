from pathlib import Path

import pytest

from bench.against import checkout, run, table
from bench.failure import MeasurementFailed


def test_figures_of_both_are_set_beside_one_another_with_the_ratios_of_pairs() -> None:
    here = [{"curl": {"cpu_s": 1.0, "new_s": 1.0}, "new": {"a": 1.0}}, {"curl": {"cpu_s": 3.0}}, {"curl": {"cpu_s": 2.0}}]
    there = [{"curl": {"cpu_s": 2.0}}, {"curl": {"cpu_s": 3.0}}, {"curl": {"cpu_s": 8.0}}]
    assert table(here, there).splitlines()[2:] == ["| curl | cpu_s | 2 | 3 | 0.50 | 0.25 | 1.00 |"]


def test_a_figure_that_was_nothing_has_no_ratio() -> None:
    assert table([{"curl": {"failed": 0.0}}], [{"curl": {"failed": 0.0}}]).splitlines()[2:] == [
        "| curl | failed | 0 | 0 |  |  |  |"
    ]


def test_a_commit_that_is_not_there_is_a_failure_in_words(tmp_path: Path) -> None:
    with pytest.raises(MeasurementFailed, match="no such commit"):
        checkout("not-a-commit")
    assert checkout(str(tmp_path)) == tmp_path


def test_a_bench_that_measures_nothing_is_a_failure(tmp_path: Path) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 2\n")
    python.chmod(0o755)
    with pytest.raises(MeasurementFailed, match="ended with 2"):
        run(tmp_path, ["curl"])
