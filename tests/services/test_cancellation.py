"""Work in a thread that is stopped."""

import asyncio
from threading import Event

import pytest

from rxchat.services.cancellation import Stopped, go_on, in_thread


def endless(has_begun: Event, has_ended: Event) -> None:
    has_begun.set()
    try:
        while True:
            go_on()
    finally:
        has_ended.set()


async def test_what_it_gives_and_what_it_raises_is_handed_on():
    assert await in_thread(Event(), divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await in_thread(Event(), divmod, 1, 0)
    go_on()  # nobody can stop what runs here


async def test_a_cancellation_ends_the_thread_first():
    has_begun, has_ended = Event(), Event()
    work = asyncio.create_task(in_thread(Event(), endless, has_begun, has_ended))
    await asyncio.to_thread(has_begun.wait)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert has_ended.is_set()


async def test_a_flag_ends_it_too():
    flag, has_begun = Event(), Event()
    work = asyncio.create_task(in_thread(flag, endless, has_begun, Event()))
    await asyncio.to_thread(has_begun.wait)
    flag.set()
    with pytest.raises(Stopped):
        await work
