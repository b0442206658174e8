"""What counts as a view of a shared conversation."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import Request

from rxchat.api.shared_access import gone, image_address, open_share, slow_down
from rxchat.domain.errors import NotFound, TooManyAttempts
from rxchat.domain.messages import Role
from rxchat.domain.shares import SharedMessage
from rxchat.services.recent_hits import RecentHits

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


def asked(*, method: str = "GET", query: str = "", address: str = "192.0.2.1", **headers: str) -> Request:
    given = {"user-agent": CHROME} | {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(
        {
            "type": "http",
            "method": method,
            "path": "/share/x",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            "client": (address, 1),
        }
    )


def sharing(found: object, counted: list[int]) -> Any:
    async def open_(_token: str) -> object:
        return found

    return cast(
        Any,
        SimpleNamespace(
            page_hits=RecentHits(60, 60.0), shares=SimpleNamespace(open=open_), views=SimpleNamespace(count=counted.append)
        ),
    )


@pytest.mark.parametrize(
    ("request_", "is_view"),
    [
        (asked(), True),
        (asked(query="start=0"), True),
        (asked(query="start=50"), False),
        (asked(method="HEAD"), False),
        (asked(user_agent="Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"), False),
        (asked(user_agent="facebookexternalhit/1.1"), False),
        (asked(user_agent="WhatsApp-LinkPreview"), False),
        (asked(user_agent=""), False),
        (asked(sec_purpose="prefetch;prerender"), False),
        (asked(purpose="preview"), False),
    ],
)
async def test_people_are_counted_and_machines_are_not(request_: Request, is_view: bool):
    counted: list[int] = []
    await open_share(sharing(SimpleNamespace(id=7), counted), "x", request_)
    assert counted == [7] * is_view


async def test_a_dead_link_counts_for_the_limit_and_not_as_a_view():
    counted: list[int] = []
    access = sharing(None, counted)
    for _ in range(60):
        with pytest.raises(NotFound, match=r"isn't available"):
            await open_share(access, "x", asked())
    with pytest.raises(TooManyAttempts) as refused:
        await open_share(access, "x", asked())
    assert 0 < refused.value.retry_after <= 60
    with pytest.raises(NotFound):
        await open_share(access, "x", asked(address="192.0.2.2"))
    assert counted == []


def test_a_household_is_one_network():
    hits = RecentHits(1, 60.0)
    slow_down(hits, asked(address="2001:db8:1:2::7"))
    with pytest.raises(TooManyAttempts):
        slow_down(hits, asked(address="2001:db8:1:2::8"))
    slow_down(hits, asked(address="2001:db8:1:3::8"))


def test_an_image_is_beside_its_page():
    message = SharedMessage(position=4, role=Role.USER, text="")
    assert image_address("/share/x")(message, 2) == "/share/x/images/4/2"
    assert gone().hint
