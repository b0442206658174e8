"""Writes that are tried again until they work."""

import asyncio

import pytest

from rxchat.domain.errors import NotSaved
from rxchat.services.write_retries import WriteRetries


class Disk:
    """Full, so many times."""

    def __init__(self, times_full: int = 0) -> None:
        self.times_full = times_full
        self.tried = 0
        self.written = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def write(self) -> None:
        self.tried += 1
        await self.may_answer.wait()
        if self.times_full:
            self.times_full -= 1
            raise NotSaved("The disk is full, so this wasn't saved.", cause="The disk is full.")
        self.written.set()


async def test_what_can_be_written_is_written_at_once():
    disk = Disk()
    assert (await WriteRetries().save(disk.write)).is_done
    assert disk.tried == 1


async def test_what_cannot_be_written_is_tried_until_it_is():
    disk = Disk(times_full=3)
    late = await WriteRetries(pauses=(0.0,) * 5).save(disk.write)
    assert (late.is_done, late.cause) == (False, "The disk is full.")
    await asyncio.wait_for(disk.written.wait(), 30)
    assert (late.is_done, disk.tried) == (True, 4)


async def test_nobody_waits_for_a_write_that_hangs():
    disk = Disk()
    disk.may_answer.clear()
    late = await WriteRetries(within=0.01).save(disk.write)
    assert not late.is_done
    disk.may_answer.set()
    await asyncio.wait_for(disk.written.wait(), 30)


async def test_it_can_be_tried_now_and_is_written_once():
    disk = Disk(times_full=2)
    writes = WriteRetries(pauses=(3600.0,))
    late = await writes.save(disk.write)
    with pytest.raises(NotSaved):
        await late.attempt()
    await late.attempt()
    assert late.is_done
    await writes.aclose()
    assert disk.tried == 3


async def test_the_end_of_the_program_is_the_last_try(caplog: pytest.LogCaptureFixture):
    writes = WriteRetries(pauses=(3600.0,))
    freed, full = Disk(times_full=1), Disk(times_full=100)
    late = [await writes.save(disk.write) for disk in (freed, full)]
    await asyncio.wait_for(writes.aclose(), 30)
    assert [one.is_done for one in late] == [True, False]
    assert "given up" in caplog.text


async def test_what_is_wrong_in_itself_is_raised_and_not_tried_again():
    tried = 0

    async def write() -> None:
        nonlocal tried
        tried += 1
        raise ValueError("no such row")

    writes = WriteRetries(pauses=(0.0,))
    with pytest.raises(ValueError, match="no such row"):
        await writes.save(write)
    await writes.aclose()
    assert tried == 1
