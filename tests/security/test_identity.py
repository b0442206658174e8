"""Who a request comes from."""

import pytest

from rxchat.domain.accounts import Person
from rxchat.security.identity import Identity, identify

ANN, ANN_ELSEWHERE, BOB = (Person(user_id=user, session_id=session) for user, session in ((7, 1), (7, 2), (8, 3)))
KNOWN = {"ann": ANN, "ann2": ANN_ELSEWHERE, "bob": BOB}
SCRIPT = Person(user_id=9)


async def ask(*, cookie: str | None, token: str | None) -> Person | None:
    return KNOWN.get(cookie) if cookie else SCRIPT if token == "good" else None


async def who(*values: str, token: str = "", is_secure: bool = False, name: str = "rxchat_session") -> Identity:
    headers = {"cookie": "; ".join(f"{name}={value}" for value in values)} | (
        {"authorization": f"Bearer {token}"} if token else {}
    )
    return await identify(ask, headers, is_secure=is_secure, is_auth_disabled=False)


@pytest.mark.parametrize(
    ("values", "person"),
    [
        (["ann"], ANN),
        (["bad", "ann"], ANN),
        (["ann", "bad"], ANN),
        (["bad", "worse", "bob", "bad"], BOB),
        (["ann2", "ann"], ANN_ELSEWHERE),
        (["ann", "bob"], None),
        (["bob", "bad", "ann"], None),
        (["bad"], None),
        ([], None),
    ],
)
async def test_of_several_cookies_the_first_valid_one_counts_and_two_people_are_nobody(values: list[str], person: Person | None):
    assert (await who(*values)).person == person


@pytest.mark.parametrize(
    ("values", "token", "person", "has_cookie"),
    [
        (["bad"], "good", SCRIPT, False),
        (["bad", "worse"], "good", SCRIPT, False),
        ([], "good", SCRIPT, False),
        (["ann"], "good", ANN, True),
        (["ann"], "bad", ANN, True),
        (["bad"], "bad", None, True),
        (["ann", "bob"], "good", None, True),
        ([], "bad", None, False),
    ],
)
async def test_a_token_counts_beside_cookies_that_open_nothing(
    values: list[str], token: str, person: Person | None, has_cookie: bool
):
    found = await who(*values, token=token)
    assert (found.person, found.has_cookie) == (person, has_cookie)


async def test_all_sessions_of_a_browser_are_known():
    assert (await who("bad", "ann", "bob", "ann2")).sessions == (ANN, BOB, ANN_ELSEWHERE)


async def test_behind_https_a_session_under_the_plain_name_is_to_be_replaced():
    assert (await who("ann", is_secure=True)).replacing == "ann"
    assert (await who("ann", is_secure=True, name="__Host-rxchat_session")).replacing is None
    assert (await who("ann")).replacing is None
