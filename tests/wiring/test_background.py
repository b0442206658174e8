"""Tasks that run until the services close."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from rxchat.wiring.background import run_in_background


async def test_a_task_runs_until_the_stack_unwinds_and_has_then_ended():
    happened: list[str] = []
    is_running = asyncio.Event()

    async def work() -> None:
        try:
            is_running.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            happened.append("cleaned up")

    async with AsyncExitStack() as stack:
        run_in_background(stack, work())
        await is_running.wait()
        assert happened == []
    assert happened == ["cleaned up"]


async def test_a_task_that_failed_is_logged_and_stops_nothing_else_from_closing(caplog: pytest.LogCaptureFixture):
    closed: list[str] = []

    async def work() -> None:
        raise OSError("the disk is gone")

    async def close() -> None:
        closed.append("closed")

    async with AsyncExitStack() as stack:
        stack.push_async_callback(close)
        run_in_background(stack, work())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert "Work in the background has ended" in caplog.text
        assert "the disk is gone" in caplog.text
    assert closed == ["closed"]


async def test_what_fails_to_close_does_not_keep_a_task_running():
    is_running = asyncio.Event()
    ended = asyncio.Event()

    async def work() -> None:
        try:
            is_running.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def fail() -> None:
        raise OSError("the disk is gone")

    stack = AsyncExitStack()
    run_in_background(stack, work())
    stack.push_async_callback(fail)
    await is_running.wait()
    with pytest.raises(OSError, match="gone"):
        await stack.aclose()
    assert ended.is_set()
