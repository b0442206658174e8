"""Callers that hang up."""

import asyncio
from collections.abc import Awaitable

import pytest
from starlette.requests import ClientDisconnect, Request

from rxchat.api.disconnect import unless_gone


def a_request(leaves: Awaitable[object]) -> Request:
    async def receive() -> dict[str, str]:
        await leaves
        return {"type": "http.disconnect"}

    return Request({"type": "http"}, receive)


async def never() -> None:
    await asyncio.Event().wait()


async def test_work_that_is_done_is_given_and_what_it_raises_raised():
    async def fails() -> None:
        raise KeyError("no")

    assert await unless_gone(a_request(asyncio.Event().wait()), asyncio.sleep(0, "done")) == "done"
    with pytest.raises(KeyError):
        await unless_gone(a_request(asyncio.Event().wait()), fails())


async def test_work_for_a_caller_that_hangs_up_is_cancelled_to_its_end():
    leaves, tidied = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        leaves.set()
        try:
            await never()
        finally:
            await asyncio.sleep(0)
            tidied.set()

    with pytest.raises(ClientDisconnect):
        await unless_gone(a_request(leaves.wait()), work())
    assert tidied.is_set()


async def test_a_route_that_is_cancelled_cancels_its_work():
    started, cancelled = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        started.set()
        try:
            await never()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    route = asyncio.create_task(unless_gone(a_request(asyncio.Event().wait()), work()))
    await started.wait()
    route.cancel()
    await asyncio.gather(route, return_exceptions=True)
    assert cancelled.is_set()
