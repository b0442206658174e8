"""Guessing passwords is slowed down."""

import pytest

from rxchat.domain.errors import TooManyAttempts
from rxchat.services.auth.sign_in_limits import (
    FREE,
    FREE_PER_ACCOUNT,
    FREE_PER_NETWORK,
    LONGEST_WAIT,
    SPACING_SECONDS,
    WINDOW_SECONDS,
    Attempt,
    SignInLimits,
)
from rxchat.services.recent_hits import MOST_KEYS

ANN, HERE, ELSEWHERE = "ann@example.org", "192.0.2.1", "192.0.2.2"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> SignInLimits:
    return SignInLimits(clock)


def fail(throttle: SignInLimits, email: str = ANN, address: str = HERE) -> Attempt:
    attempt = Attempt(email, address)
    throttle.enter(attempt)
    return attempt


def test_five_failures_and_the_sixth_try_waits(throttle: SignInLimits, clock: Clock):
    for _ in range(FREE):
        fail(throttle)
        clock.now += 60
    with pytest.raises(TooManyAttempts, match="Too many") as slowed:
        fail(throttle)
    assert slowed.value.retry_after == WINDOW_SECONDS - 5 * 60
    assert "10 minutes" in slowed.value.hint
    assert fail(throttle, address=ELSEWHERE).is_first
    clock.now = WINDOW_SECONDS
    assert not fail(throttle).is_first


def test_success_forgets_the_failures(throttle: SignInLimits):
    for _ in range(FREE - 1):
        fail(throttle)
    throttle.succeeded(fail(throttle))
    assert fail(throttle).is_first


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ann@example.org ", HERE), (ANN, HERE)),
        ((ANN, "2001:db8:1:2::1"), (ANN, "2001:db8:1:2:ffff::7")),
        ((ANN, f"::ffff:{HERE}"), (ANN, HERE)),
    ],
)
def test_one_household_and_one_spelling_count_as_one(throttle: SignInLimits, one: tuple[str, str], other: tuple[str, str]):
    for _ in range(FREE):
        fail(throttle, *one)
    with pytest.raises(TooManyAttempts):
        fail(throttle, *other)
    assert fail(throttle, ANN, "2001:db8:1:3::1").is_first


def test_a_network_that_guesses_at_many_accounts_is_a_crowd_until_its_failures_are_old(throttle: SignInLimits, clock: Clock):
    guesses = [fail(throttle, f"{number}@example.org") for number in range(FREE_PER_NETWORK)]
    assert not any(guess.is_from_a_crowd for guess in guesses)
    another = fail(throttle)
    assert another.is_from_a_crowd
    assert another.is_first
    assert not fail(throttle, address=ELSEWHERE).is_from_a_crowd
    clock.now += WINDOW_SECONDS
    assert not fail(throttle).is_from_a_crowd


def test_guesses_that_come_before_it_is_a_crowd_take_no_turns(throttle: SignInLimits):
    guesses = [fail(throttle, f"{number}@example.org") for number in range(FREE_PER_NETWORK)]
    assert [throttle.wait(guess) for guess in guesses] == [0] * FREE_PER_NETWORK
    assert throttle.wait(fail(throttle)) == 0


def test_an_account_that_is_guessed_at_from_everywhere_is_tried_once_a_second_and_never_shut(
    throttle: SignInLimits, clock: Clock
):
    for number in range(FREE_PER_ACCOUNT):
        fail(throttle, address=f"192.0.2.{number}")
    newcomers = [fail(throttle, address=f"198.51.100.{number}") for number in range(20)]
    waits = [throttle.wait(newcomer) for newcomer in newcomers[: int(LONGEST_WAIT / SPACING_SECONDS) + 1]]
    assert waits == [SPACING_SECONDS * number for number in range(len(waits))]
    with pytest.raises(TooManyAttempts) as refused:
        throttle.wait(newcomers[-1])
    assert refused.value.retry_after <= LONGEST_WAIT
    clock.now += 2 * LONGEST_WAIT
    assert throttle.wait(newcomers[-1]) == 0
    assert throttle.wait(fail(throttle, "bob@example.org", "198.51.100.1")) == 0


def test_who_has_signed_in_from_here_before_does_not_wait_for_those_who_guess(throttle: SignInLimits):
    throttle.succeeded(fail(throttle))
    for number in range(FREE_PER_ACCOUNT):
        fail(throttle, address=f"198.51.100.{number}")
    assert [throttle.wait(fail(throttle)) for _ in range(FREE)] == [0] * FREE
    assert [throttle.wait(fail(throttle, address=ELSEWHERE)) for _ in range(2)] == [0, SPACING_SECONDS]


def test_a_try_that_was_not_looked_at_counts_for_its_network_only(throttle: SignInLimits):
    for _ in range(FREE_PER_NETWORK):
        throttle.take_back(fail(throttle))
    attempt = fail(throttle)
    assert (attempt.is_first, attempt.is_from_a_crowd) == (True, True)
    assert attempt.crowded == (attempt.network,)


def test_signing_in_to_ones_own_account_does_not_wash_a_network_clean(throttle: SignInLimits):
    for number in range(FREE_PER_NETWORK):
        fail(throttle, f"{number}@example.org")
    for _ in range(3):
        throttle.succeeded(fail(throttle, "eve@example.org"))
    assert fail(throttle, "eve@example.org").is_from_a_crowd


def test_what_is_known_of_other_workers_counts(throttle: SignInLimits, clock: Clock):
    attempt = Attempt(ANN, HERE)
    throttle.learn(attempt, {attempt.pair: [800.0, *[10.0] * 4]})
    with pytest.raises(TooManyAttempts):
        throttle.enter(attempt)
    throttle.learn(attempt, {attempt.pair: [1000.0, *[10.0] * 4]})
    throttle.enter(attempt)


def test_what_is_kept_is_bounded_whatever_is_typed(throttle: SignInLimits):
    names = [f"{number}@example.org" for number in range(MOST_KEYS)]
    for number, name in enumerate((*names, "x" * 10**6, "\ud800")):
        throttle.succeeded(fail(throttle, name, f"2001:db8:{number:x}::1"))
        fail(throttle, name, f"2001:db8:{number:x}::1")
    assert len(throttle) == MOST_KEYS
    assert len(Attempt("x" * 10**6, HERE).pair) == len(Attempt(ANN, HERE).pair) < 100
