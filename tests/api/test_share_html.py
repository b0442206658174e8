"""The page of a shared conversation, as HTML."""

import re
from datetime import UTC, datetime

from rxchat.api.share_html import HEADERS, page_html, problem_html
from rxchat.api.shared_access import gone
from rxchat.domain.messages import Role
from rxchat.domain.shares import SharedMessage, SharedPage

AT = datetime(2026, 11, 5, tzinfo=UTC)


def page(*messages: SharedMessage, title: str = "A <b>title</b>", **more: int | None) -> str:
    made = SharedPage(
        title=title, shared_at=AT, messages=messages, start=more.get("start") or 0, next_start=more.get("next_start")
    )
    return page_html(made, "/share/x")


def said(text: str, role: Role = Role.ASSISTANT, **more: object) -> SharedMessage:
    return SharedMessage(position=3, role=role, text=text, **more)  # pyright: ignore[reportArgumentType]


def test_addresses_begin_with_the_base_path():
    made = SharedPage(title="A", shared_at=AT, messages=(said("a", image_count=1),), start=2, next_start=4)
    html = page_html(made, "/share/x", root="/chat")
    addresses = re.findall(r'(?:href|src)="([^"]+)"', html)
    assert addresses == [
        "/chat/favicon.svg",
        "/chat/share/x/images/3/1",
        "/chat/share/x?",
        "/chat/share/x?start=4",
    ]
    assert 'href="/chat/favicon.svg"' in problem_html(gone(), root="/chat")


def test_names_and_questions_are_text():
    html = page(said("*a* <i>b</i>", Role.USER))
    assert html.count("A &lt;b&gt;title&lt;/b&gt;") == 2
    assert "*a* &lt;i&gt;b&lt;/i&gt;" in html
    assert "Shared on November 5, 2026." in html


def test_reasoning_is_folded_and_images_are_its_own():
    html = page(said("Yes", reasoning="<hm>", image_count=2))
    assert "<details><summary>Reasoning</summary>" in html
    assert "&lt;hm&gt;" in html
    assert '<img src="/share/x/images/3/2"' in html


def test_pages_lead_to_one_another():
    assert "<nav" not in page(said("a"))
    html = page(said("a"), start=50, next_start=100)
    assert 'href="/share/x?">Back to the beginning' in html
    assert 'href="/share/x?start=100">Next messages' in html


def test_a_title_of_which_nothing_can_be_seen_is_none():
    assert "<title>Untitled · rxchat</title>" in page(said("a"), title="\u200b")


def test_a_large_page_is_not_kept():
    html = page(said("a " * 400_000))
    assert html.count("a a a") > 100_000


def test_nothing_may_run_or_be_found():
    assert "noindex" in problem_html(gone())
    assert "script" not in HEADERS["content-security-policy"]
    assert HEADERS["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
