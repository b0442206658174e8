"""Who is asking."""

import pytest
from fastapi import Request

from rxchat.api.current_user import person
from rxchat.domain.accounts import Person
from rxchat.domain.errors import Unauthorized


def test_it_is_whom_the_guard_let_in():
    assert person(Request({"type": "http", "rxchat.person": Person(user_id=7, session_id=1)})) == 7


def test_a_request_that_never_passed_the_guard_is_nobodys():
    with pytest.raises(Unauthorized):
        person(Request({"type": "http", "rxchat.person": None}))
