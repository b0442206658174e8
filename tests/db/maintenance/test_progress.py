import sqlite3
from contextlib import closing

from rxchat.db.maintenance.progress import Progress


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_step_is_said_at_once_then_nothing_for_a_second_then_once_a_second() -> None:
    clock, said = Clock(), []
    progress = Progress(said.append, clock)
    progress.begin("Copying")
    for clock.now in (0.1, 0.9, 1.0, 1.5, 2.1, 2.2):
        progress.tick()
    assert said == ["Copying", "Copying: 1 s", "Copying: 2 s"]


def test_a_brief_step_is_said_only_when_it_takes_long_after_all() -> None:
    clock, said = Clock(), []
    progress = Progress(said.append, clock)
    progress.begin("Counting", is_brief=True)
    progress.tick()
    assert said == []
    clock.now = 1.2
    progress.tick()
    assert said == ["Counting: 1 s"]


def test_a_detail_is_said_with_the_time_and_forgotten_with_its_step() -> None:
    clock, said = Clock(), []
    progress = Progress(said.append, clock)
    progress.begin("Upgrading")
    progress.detail = "half of it"
    clock.now = 3
    progress.tick()
    progress.begin("Checking")
    clock.now = 5
    progress.tick()
    assert said == ["Upgrading", "Upgrading: 3 s, half of it", "Checking", "Checking: 2 s"]


def test_one_long_statement_is_watched() -> None:
    clock, said = Clock(), []
    progress = Progress(said.append, clock)
    progress.begin("Counting")
    clock.now = 2
    with closing(sqlite3.connect(":memory:")) as connection, progress.watching(connection):
        connection.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) SELECT max(i) FROM n")
    assert said == ["Counting", "Counting: 2 s"]
