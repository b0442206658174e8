import pytest
from sqlalchemy import URL, text

from rxchat.db.postgres.postgres_database import upgrading_engine
from rxchat.db.text_index import words_of


@pytest.mark.parametrize(
    "written",
    ["Café naïve", "foo/bar.py", "user@host.org 3.14", "don't_stop", "Ünï-cödé ÄÖ", "日本語 テキスト", "x" * 3000, "", "a\tb\nc"],
)
def test_the_words_of_a_text_are_those_that_are_looked_for(postgres_url: URL, written: str):
    query = text("SELECT tsvector_to_array(rxchat_words(:written))")
    with upgrading_engine(postgres_url).begin() as connection:
        found = connection.scalar(query, {"written": written})
    assert set(found or ()) == {word for word in words_of(written) if len(word) < 2047}


def test_of_a_huge_text_the_beginning_is_found(postgres_url: URL):
    written = " ".join(f"word{number}" for number in range(200_000))
    query = text("SELECT rxchat_words(:written) @@ 'word7'::tsquery")
    with upgrading_engine(postgres_url).begin() as connection:
        assert connection.scalar(query, {"written": written})
