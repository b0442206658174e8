"""The queue for argon2, with checks that end when the test says so."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from rxchat.domain.errors import TooManyAttempts
from rxchat.security import passwords
from rxchat.services.auth.password_checks import AT_ONCE, KEPT_FREE, MOST_WAITING, PasswordChecks


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Argon2, held up until it is set."""
    opened, check = threading.Event(), passwords.is_right

    def held(password: str, stored: str | None) -> bool:
        assert opened.wait(10)
        return check(password, stored)

    monkeypatch.setattr(passwords, "is_right", held)
    cheap = PasswordHasher(time_cost=1, memory_cost=32)
    monkeypatch.setattr(passwords, "_hasher", cheap)
    monkeypatch.setattr(passwords, "_nobodys", lambda: cheap.hash("nobody's password"))
    yield opened
    opened.set()


async def test_eight_wait_and_the_next_is_told_to_come_again(gate: threading.Event):
    checks, stored = PasswordChecks(), passwords.hash_password("correct horse battery")
    queue: list[asyncio.Task[bool]] = []
    for _ in range(AT_ONCE + MOST_WAITING - KEPT_FREE):
        assert not checks.is_crowded
        queue.append(asyncio.create_task(checks.is_right("wrong", stored)))
        await asyncio.sleep(0)
    assert checks.is_crowded
    for _ in range(KEPT_FREE):
        queue.append(asyncio.create_task(checks.is_right("correct horse battery", stored)))
        await asyncio.sleep(0)
    with pytest.raises(TooManyAttempts) as refused:
        await checks.is_right("correct horse battery", stored)
    assert refused.value.retry_after > 0
    gate.set()
    assert await asyncio.gather(*queue) == [False] * (AT_ONCE + MOST_WAITING - KEPT_FREE) + [True] * KEPT_FREE
    assert not checks.is_crowded


async def test_who_hangs_up_gives_their_place_back(gate: threading.Event):
    checks = PasswordChecks()
    queue = [asyncio.create_task(checks.is_right("x", None)) for _ in range(AT_ONCE + MOST_WAITING)]
    await asyncio.sleep(0)
    for waiting in queue[AT_ONCE:]:
        waiting.cancel()
    await asyncio.gather(*queue[AT_ONCE:], return_exceptions=True)
    assert not checks.is_crowded
    gate.set()
    assert await asyncio.gather(*queue[:AT_ONCE]) == [False] * AT_ONCE
    assert await checks.is_right("x", None) is False
