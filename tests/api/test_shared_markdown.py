"""A message as HTML: nothing in it runs, loads or leads into our own pages, and none takes long."""

import re

import pytest
from corpora.endless import ENDLESS
from corpora.markup import PAYLOADS
from timing import cpu_seconds

from rxchat.api.shared_markdown import LONGEST, LONGEST_SHOWN, outside, plain, render

ELEMENTS = "div|p|h[1-6]|pre|code|em|strong|s|a|ul|ol|li|blockquote|hr|br|table|thead|tbody|tr|th|td"
ATTRIBUTES = "dir|href|rel|target|class|role|aria-label|tabindex|title|start|style"


def elements_of(html: str) -> list[str]:
    return re.findall(r"<[A-Za-z!?/][^>]*>", re.sub(r'"[^"]*"', '""', html))


def test_no_payload_becomes_anything_but_words_and_links_elsewhere():
    for text in [*PAYLOADS, *("\n\n".join(PAYLOADS[at : at + 20]) for at in range(0, len(PAYLOADS), 20))]:
        html = render(text)
        for element in elements_of(html):
            assert re.fullmatch(rf"</?(?:{ELEMENTS})(?: (?:{ATTRIBUTES})=\"\")* ?/?>", element), (text, element)
        for href in re.findall(r' href="([^"]*)"', html):
            assert re.match(r"https?://[^/@]|mailto:", href), href
        assert html.count("<a ") == html.count(' rel="noopener noreferrer nofollow"')
        assert not re.search(r'style="(?!text-align:(?:left|right|center)")', html)


@pytest.mark.parametrize("name", ENDLESS)
def test_a_text_without_end_is_read_in_time_or_not_at_all(name: str):
    rendered: list[str] = []
    assert cpu_seconds(lambda: rendered.append(render(ENDLESS[name])), enough=4) < 4
    assert rendered[-1]


@pytest.mark.parametrize(
    "unit", ["[", "![", "[a](b", "*a **b _c ", "_a__ ", "`a``b```", "<a ", "[a][", "&a", "a* b_ ", "\\", "|"]
)
def test_what_stays_just_below_the_bounds_is_read_in_time(unit: str):
    marks = len(re.findall(r"[\[\]*_~`<!&\\|]", unit))
    paragraph = unit * (3_900 // marks)
    text = "\n\n".join([paragraph] * (LONGEST // (len(paragraph) + 2)))
    assert cpu_seconds(lambda: render(text), enough=10) < 10


def test_marks_are_read_as_people_mean_them():
    html = render("# A\n\n*b* ~~c~~ `d` <u>e</u>\n\n|f|\n|-|\n|g|\n\n```py\nif a < b:\n```\n\n[h](https://i.example/?j=1&k)")
    for part in (
        '<h1 dir="auto">A</h1>', "<em>b</em>", "<s>c</s>", "<code>d</code>", "&lt;u&gt;e&lt;/u&gt;", '<td dir="auto">g</td>',
        '<code class="language-py">if a &lt; b:\n</code>',
        '<a href="https://i.example/?j=1&amp;k" rel="noopener noreferrer nofollow" target="_blank">h</a>',
    ):  # fmt: skip
        assert part in html


def test_an_image_is_a_link_that_names_its_host():
    html = render("![A cat](https://pictures.example/cat.png) ![x](data:image/png;base64,AAAA) ![](/api/images/1)")
    assert "<img" not in html
    assert ">A cat (pictures.example)</a>" in html
    assert html.count("<a ") == 1


@pytest.mark.parametrize(
    ("address", "is_outside"),
    [
        ("https://a.example/b", True),
        ("http://a.example", True),
        ("mailto:ada@a.example", True),
        ("HTTPS://A.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        ("/sign-out", False),
        ("https:/a", False),
        ("https://ada@a.example", False),
        ("https://[", False),
        ("mailto:", False),
        ("ftp://a.example", False),
    ],
)
def test_links_lead_to_the_web_and_to_mailboxes(address: str, is_outside: bool):
    assert outside(address) is is_outside


def test_a_text_beyond_the_bounds_stays_as_it_was_written():
    assert render("*a* " * LONGEST) == plain("*a* " * LONGEST)
    cut = plain("a" * (LONGEST_SHOWN + 1))
    assert cut.count("a" * 1000) == LONGEST_SHOWN // 1000
    assert "too long to show" in cut
