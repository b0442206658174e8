"""Wrong passwords spread over two workers: two sets of services over one PostgreSQL database."""

import pytest
from one_worker import OneWorker

from rxchat.db.accounts.session_repository import SessionRepository
from rxchat.db.accounts.sign_in_failure_repository import SignInFailureRepository
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.domain.errors import TooManyAttempts, Unauthorized
from rxchat.security.master_key import MasterKey
from rxchat.services.auth.accounts import AccountService
from rxchat.services.auth.sign_in_limits import FREE, WINDOW_SECONDS
from rxchat.services.auth.sign_in_throttle import SignInThrottle

ANN, PASSWORD, HERE = "ann@example.org", "correct horse battery", "203.0.113.7"
KEY = MasterKey(bytes(range(32)))


def throttle_of(database: Database) -> SignInThrottle:
    return SignInThrottle(shared=SignInFailureRepository(database, WINDOW_SECONDS), key=KEY)


@pytest.fixture
async def accounts(pair: tuple[OneWorker, OneWorker]) -> list[AccountService]:
    databases = [worker.database for worker in pair]
    made = [AccountService(UserRepository(each), SessionRepository(each), throttle_of(each)) for each in databases]
    await made[0].add(ANN, "Ann", PASSWORD)
    return made


async def guess(accounts: AccountService, address: str = HERE) -> type[Exception]:
    with pytest.raises((Unauthorized, TooManyAttempts)) as refused:
        await accounts.authenticate(ANN, "wrong password", address=address)
    return refused.type


async def test_of_wrong_passwords_on_all_workers_as_many_are_checked_as_on_one(accounts: list[AccountService]):
    guesses = [await guess(accounts[number % 2]) for number in range(20)]
    assert guesses == [Unauthorized] * FREE + [TooManyAttempts] * (20 - FREE)
    for each in accounts:
        with pytest.raises(TooManyAttempts):
            await each.authenticate(ANN, PASSWORD, address=HERE)
        assert await each.authenticate(ANN, PASSWORD, address="198.51.100.9") > 0


async def test_the_right_password_on_one_worker_forgets_the_failures_of_all(accounts: list[AccountService]):
    for number in range(FREE - 1):
        await guess(accounts[number % 2])
    await accounts[0].authenticate(ANN, PASSWORD, address=HERE)
    assert [await guess(accounts[1]) for _ in range(FREE)] == [Unauthorized] * FREE


async def test_an_attempt_that_was_not_checked_counts_for_its_network_only(pair: tuple[OneWorker, OneWorker]):
    one, two = (throttle_of(worker.database) for worker in pair)
    again = two.attempt(ANN, HERE)
    for _ in range(FREE):
        attempt = one.attempt(ANN, HERE)
        assert (attempt.pair, attempt.account) == (again.pair, again.account)
        await one.enter(attempt)
        await one.take_back(attempt)
    await two.enter(again)
    assert again.is_first


def test_names_are_unreadable_and_one_process_counts_by_itself():
    alone = SignInThrottle()
    assert ANN not in alone.attempt(ANN, HERE).pair
    assert alone.attempt(ANN, HERE).pair == alone.attempt(ANN, HERE).pair
