import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from bench.library import LONGEST, Words, make_library


def test_a_library_has_one_long_conversation_and_many_others(tmp_path: Path) -> None:
    make_library(tmp_path / "claude.db", Words(), conversations=11, messages=LONGEST + 100)

    with closing(sqlite3.connect(tmp_path / "claude.db")) as connection:
        sizes = connection.execute("SELECT conversation_id, count(*) FROM messages GROUP BY conversation_id").fetchall()
        assert connection.execute("SELECT count(*) FROM conversations").fetchone() == (11,)

    assert sizes == [(1, LONGEST), *((number, 10) for number in range(2, 12))]


def test_words_are_the_same_every_time_and_some_far_more_frequent_than_others() -> None:
    text = Words().text(1_000)

    assert text == Words().text(1_000)
    assert len(text.split()) == 1_000
    (_, most), *_, (_, least) = Counter(text.split()).most_common()
    assert most > 20 * least
