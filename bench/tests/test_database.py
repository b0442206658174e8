from pathlib import Path

import pytest

from bench import database
from bench.database import Size, measure
from bench.failure import MeasurementFailed
from bench.library import LONGEST
from bench.scenarios import SCENARIOS


def test_a_small_database_has_all_the_figures_of_the_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "REPEATS", 2)
    monkeypatch.setattr(database, "SEARCHES", 4)
    figures = measure(None, Size(conversations=20, messages=LONGEST + 200))

    (scenario,) = [scenario for scenario in SCENARIOS if scenario.name == "database"]
    assert set(scenario.targets) <= set(figures)
    assert all(figure > 0 for figure in figures.values())


def test_an_upgrade_that_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    path = tmp_path / "rxchat.db"
    path.write_bytes(b"no database " * 500)

    with pytest.raises(MeasurementFailed, match="isn't a SQLite database"):
        database.upgrade(path)
