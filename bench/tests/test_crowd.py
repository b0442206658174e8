from typing import cast

from bench.answer import Answer
from bench.crowd import Counters, Crowd
from bench.reader import Reading
from bench.upstream import Upstream

ANSWER = Answer(words=3, rate=0.5)


class Log:
    def log(self) -> dict[str, list[list[float]]]:
        return {tag: [[1000.0, 3000.0, 5000.0]] for tag in ("caaa", "caab", "caac")}


def test_what_failed_is_told_from_what_was_lost_and_words_before_a_reader_came_have_no_lag() -> None:
    crowd = Crowd([], ANSWER, ["caaa", "caab", "caac"])
    words = {tag: [f"{tag}{number}" for number in range(3)] for tag in crowd.tags}
    text = {tag: " ".join(said) for tag, said in words.items()}
    crowd.here = [
        Reading("caaa", 200, text["caaa"], "finish", [1010.0, 3010.0, 5010.0]),
        Reading("caab", 200, "caab0 ", "", [1020.0]),
    ]
    crowd.elsewhere = [Reading("caac", 200, text["caac"], "finish", [2000.0, 3030.0, 5040.0])]
    kept = {"caaa": (words["caaa"], "complete"), "caab": (words["caab"], "complete"), "caac": (words["caac"], "interrupted")}

    figures = crowd.figures(cast(Upstream, Log()), kept)

    assert (figures["failed"], figures["lost"]) == (1, 1)
    assert (figures["here_lag_p50_ms"], figures["here_lag_max_ms"]) == (10, 20)
    assert (figures["elsewhere_lag_p50_ms"], figures["elsewhere_lag_max_ms"]) == (35, 40)


def test_rates_are_those_between_two_looks() -> None:
    before = Counters(at=10, commits=100, wal_bytes=0, messages=5, cpu_seconds=3)

    after = Counters(at=20, commits=600, wal_bytes=10 * 2**20, messages=105, cpu_seconds=8)

    assert after.rates_since(before, words_per_second=250) == {
        "cpu_ms_per_word": 2,
        "commits_per_second": 50,
        "wal_MB_per_second": 1,
        "redis_messages_per_second": 10,
    }
