"""Who is asking, as a header carries it."""

import pytest

from rxchat.domain.accounts import Person


def test_a_person_comes_out_of_the_header_as_it_went_in():
    person = Person(user_id=7, session_id=42)
    assert Person.parse(str(person)) == person


@pytest.mark.parametrize("text", ["", "7", "7/", "/42", "a/b", "-1/2", "7/42/1", "7 /42"])
def test_nonsense_is_nobody(text: str):
    assert Person.parse(text) is None
