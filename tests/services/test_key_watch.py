"""Keys that are set on the console while the program runs."""

import asyncio

import pytest

from rxchat.services.key_watch import watch_keys


class Settings:
    """Fails at its first look."""

    def __init__(self) -> None:
        self.looks = 0
        self.has_looked_twice = asyncio.Event()

    async def catch_up(self) -> None:
        self.looks += 1
        if self.looks == 1:
            raise OSError("the disk is away")
        self.has_looked_twice.set()


async def test_it_looks_again_and_again_whatever_a_look_meets(caplog: pytest.LogCaptureFixture):
    settings = Settings()
    watching = asyncio.create_task(watch_keys(settings, seconds=0))  # pyright: ignore[reportArgumentType] - what it asks for is there
    await asyncio.wait_for(settings.has_looked_twice.wait(), 5)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert "could not be looked at" in caplog.text
