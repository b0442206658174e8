"""Marks of sources in ChatGPT's texts. U+E200 begins one, U+E202 parts it, U+E201 ends it."""

from typing import Any

import pytest

from rxchat.services.transfer.formats.chatgpt_citations import LARGEST_LINKS, MOST_LINKS, with_links

MARK = "\ue200cite\ue202turn0search1\ue201"
NEWS = {"title": "News", "url": "https://news.example/a"}


def web(mark: str = MARK, *items: Any, **more: Any) -> dict[str, Any]:
    return {"content_references": [{"matched_text": mark, "type": "grouped_webpages", "items": list(items)} | more]}


def old(metadata: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"citations": [{"metadata": metadata} | more]}


@pytest.mark.parametrize(
    ("text", "about", "expected"),
    [
        (f"Rain today.{MARK}", web(MARK, NEWS), "Rain today. ([News](https://news.example/a))"),
        (
            f"Rain {MARK} today.{MARK}",
            web(MARK, NEWS),
            "Rain ([News](https://news.example/a)) today. ([News](https://news.example/a))",
        ),
        (
            f"Rain.{MARK}",
            web(MARK, NEWS, NEWS, {"url": "http://b.example"}),
            "Rain. ([News](https://news.example/a), [b.example](http://b.example))",
        ),
        (f"Rain.{MARK}", web(MARK, fallback_items=[NEWS]), "Rain. ([News](https://news.example/a))"),
        (
            f"Rain.{MARK}",
            {"content_references": [{"matched_text": MARK, "type": "webpage", **NEWS}]},
            "Rain. ([News](https://news.example/a))",
        ),
        (f"Rain.{MARK}", web(MARK, {"title": "x", "url": "javascript:x"}), "Rain."),
        (f"Rain.{MARK}", {}, "Rain."),
        (f"Rain.{MARK}", {"content_references": "odd", "citations": [None, {"metadata": 3}]}, "Rain."),
        (
            "See \ue200filecite\ue202turn0file0\ue202L1-L9\ue201",
            {
                "content_references": [
                    {"matched_text": "\ue200filecite\ue202turn0file0\ue202L1-L9\ue201", "type": "file", "name": "a.pdf"}
                ]
            },
            "See (a.pdf)",
        ),
        ('In \ue200entity\ue202["city","Paris","x"]\ue201.', {}, "In Paris."),
        ("\ue200navlist\ue202News today\ue202turn0news1,turn0news2\ue201", {}, ""),
        ("broken \ue200cite\ue202turn0search1\ue202turn12news3", {}, "broken "),
        ("\ue203a span\ue204\ue206 and \ue200", {}, "a span and "),
        (
            "Old\u30104\u2020source\u3011.",
            old(NEWS | {"extra": {"cited_message_idx": 4, "evidence_text": "source"}}),
            "Old ([News](https://news.example/a)).",
        ),
        ("Old\u30104\u2020source\u3011.", old(NEWS, start_ix=3, end_ix=13), "Old ([News](https://news.example/a))."),
        ("Old\u30104:2\u2020L1-L2\u3011.", {}, "Old."),
        ("\u3010Note\u3011 and \u2020", {}, "\u3010Note\u3011 and \u2020"),
        ("Words", web("Words", NEWS), "Words"),
    ],
)
def test_a_mark_becomes_a_link_or_goes(text: str, about: dict[str, Any], expected: str):
    assert with_links([text], about) == [expected]


def test_one_mark_is_not_a_hundred_links():
    many = [{"title": str(number), "url": f"https://a.example/{number}"} for number in range(100)]
    assert with_links([MARK], web(MARK, *many))[0].count("](") == MOST_LINKS


@pytest.mark.parametrize("piece", ["\ue200", "\ue200a\ue202", "\ue200cite\ue202turn0search", "\u30101\u2020", "\ue202"])
def test_marks_that_never_end_take_no_time(piece: str):
    [shown] = with_links([piece * 100_000], {})
    assert len(shown) <= len(piece) * 100_000


def test_a_message_of_marks_stays_about_as_long_as_it_is():
    long = [{"title": "T" * 150, "url": f"https://a.example/{number}/" + "x" * 1_500} for number in range(MOST_LINKS)]
    texts = with_links([MARK * 1_000] * 100, web(MARK, *long))
    assert sum(text.count("](") for text in texts) >= MOST_LINKS
    assert sum(map(len, texts)) < 2 * LARGEST_LINKS


def test_sources_are_read_once_for_all_the_parts_of_a_message():
    """Read for each part these would be two hundred million."""
    references = [{"matched_text": MARK, "type": "webpage", **NEWS} for _ in range(20_000)]
    texts = with_links([f"a{MARK}"] * 10_000, {"content_references": references})
    assert texts == ["a ([News](https://news.example/a))"] * 10_000
