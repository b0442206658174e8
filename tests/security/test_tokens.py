"""Secrets and tokens."""

import re

import pytest

from rxchat.security.master_key import MasterKey
from rxchat.security.tokens import bearer_token, digest, is_same, new_secret, user_named_in

KEY = MasterKey(b"k" * 32)


def test_a_secret_has_256_bits_and_is_never_the_same():
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", new_secret()) for _ in range(20))
    assert len({new_secret() for _ in range(100)}) == 100


def test_what_is_stored_is_not_the_secret():
    assert digest("a") != "a"
    assert digest("a") == digest("a") != digest("b")


def test_a_token_is_its_users_and_changes_with_password_and_key():
    token = bearer_token(KEY, 7, None)
    assert token == bearer_token(KEY, 7, None)
    assert user_named_in(token) == 7
    assert (
        len({token, bearer_token(KEY, 8, None), bearer_token(KEY, 7, "hash"), bearer_token(MasterKey(b"l" * 32), 7, None)}) == 4
    )


@pytest.mark.parametrize(
    "token", ["", "rxchat", "rxchat-7", "rxchat-7-", "rxchat--x", "other-7-x", "rxchat-x-y", "rxchat-²-x", f"rxchat-{'9' * 30}-x"]
)
def test_nonsense_names_nobody(token: str):
    assert user_named_in(token) is None


def test_comparing_takes_any_text():
    assert is_same("ü", "ü")
    assert not is_same("\udcff", "ü")
