"""Views are counted without a write for each."""

import asyncio
from collections.abc import Mapping
from typing import Any, cast

import pytest

from rxchat.domain.errors import NotSaved
from rxchat.services.sharing import share_views
from rxchat.services.sharing.share_views import ShareViews


class Written:
    """Stands in for the table."""

    def __init__(self) -> None:
        self.batches: list[dict[int, int]] = []
        self.is_full = False
        self.was_written = asyncio.Event()

    async def add_views(self, views: Mapping[int, int]) -> None:
        if self.is_full:
            raise NotSaved("The disk is full.")
        self.batches.append(dict(views))
        self.was_written.set()


async def test_a_thousand_views_are_one_write():
    table = Written()
    views = ShareViews(cast(Any, table), pause=0.01)
    for number in range(1000):
        views.count(number % 2)
    running = asyncio.create_task(views.run())
    async with asyncio.timeout(30):
        await table.was_written.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert table.batches == [{0: 500, 1: 500}]
    await views.save()
    assert len(table.batches) == 1


async def test_what_can_not_be_written_is_kept_for_the_next_time():
    table = Written()
    views = ShareViews(cast(Any, table))
    views.count(7)
    table.is_full = True
    with pytest.raises(NotSaved):
        await views.save()
    views.count(7)
    table.is_full = False
    await views.save()
    assert table.batches == [{7: 2}]


async def test_no_more_links_are_counted_than_fit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(share_views, "MOST_LINKS", 2)
    table = Written()
    views = ShareViews(cast(Any, table))
    for share_id in (1, 2, 3, 1):
        views.count(share_id)
    await views.save()
    assert table.batches == [{1: 2, 2: 1}]
