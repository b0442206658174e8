"""Passwords."""

import pytest
from argon2 import PasswordHasher

from rxchat.security.passwords import hash_password, is_outdated, is_right


@pytest.fixture(autouse=True)
def _passwords_are_quick() -> None:
    """Not here."""


def test_the_right_password_and_no_other():
    stored = hash_password("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert is_right("correct horse battery", stored)
    assert not is_right("correct horse batterx", stored)
    assert not is_outdated(stored)


def test_without_a_stored_one_none_is_right():
    assert not is_right("nobody's password", None)
    assert not is_right("x", "not a hash")


def test_a_weaker_hash_is_noticed():
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8192).hash("x"))
