"""Share HTML: a shared conversation as a page without scripts, cookies, or anything from elsewhere."""

from collections.abc import Callable
from functools import cache, lru_cache
from html import escape
from importlib import import_module
from pathlib import Path
from string import Template
from types import ModuleType
from typing import Final

from rxchat.api.plain_style import plain_style
from rxchat.api.shared_access import image_address
from rxchat.domain.errors import RxchatError
from rxchat.domain.messages import Role
from rxchat.domain.shares import SharedMessage, SharedPage
from rxchat.domain.titles import clean_title
from rxchat.security.csp import source_hash

_HERE: Final = Path(__file__).parent
_PAGE: Final = Template((_HERE / "share_page.html").read_text("utf-8"))
_STYLE: Final = plain_style("share_page.css")
HEADERS: Final = {
    "content-security-policy": f"default-src 'none'; style-src {source_hash(_STYLE)}; img-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
}
"""Of every answer under a share link's address."""
_CACHED_CHARACTERS: Final = 300_000
_AUTHORS: Final = {Role.USER: "User"}
_ABOUT: Final = "Responses are written by AI models and can be wrong."


def page_html(page: SharedPage, base: str, *, root: str = "", query: str = "") -> str:
    """The whole page. `base` is its address below `root`, the base path; `query` is what links to its other pages carry on."""
    size = sum(len(message.text) + len(message.reasoning) for message in page.messages)
    return (_cached if size <= _CACHED_CHARACTERS else _html)(page, base, root, query)


def problem_html(error: RxchatError, *, root: str = "") -> str:
    """The page where there is nothing to show. The same for every link that leads nowhere."""
    return _PAGE.substitute(root=root, title=escape(error.message), style=_STYLE, about=escape(error.hint), content="")


def _html(page: SharedPage, base: str, root: str, query: str) -> str:
    here = f"{root}{base}"
    title = escape(clean_title(page.title) or "Untitled")
    said = "\n".join(_article(message, image_address(here)) for message in page.messages)
    at = "" if page.shared_at is None else f"Shared on {page.shared_at:%B} {page.shared_at.day}, {page.shared_at.year}. "
    return _PAGE.substitute(
        root=root, title=title, style=_STYLE, about=escape(f"{at}{_ABOUT}"), content=f"{said}\n{_pages(page, here, query)}"
    )


_cached: Final = lru_cache(maxsize=16)(_html)
"""Reading Markdown takes a second for a long page; a link that is passed around is opened again and again."""


@cache
def _markdown() -> ModuleType:
    """Loaded by the first page that is shown: the parser is 70 modules, which a start does without."""
    return import_module("rxchat.api.shared_markdown")


def _article(message: SharedMessage, address: Callable[[SharedMessage, int], str]) -> str:
    kind, author = ("user", "User") if message.role is Role.USER else ("assistant", "Assistant")
    plain, render = _markdown().plain, _markdown().render
    reasoning = f"<details><summary>Reasoning</summary>{plain(message.reasoning)}</details>" if message.reasoning else ""
    images = "".join(
        f'<img src="{escape(address(message, number))}" alt="Image {number}" loading="lazy">'
        for number in range(1, message.image_count + 1)
    )
    text = plain(message.text) if message.role is Role.USER else render(message.text)
    return f'<article class="{kind}"><h2>{author}</h2>{reasoning}{images}<div class="text">{text}</div></article>'


def _pages(page: SharedPage, base: str, query: str) -> str:
    links: list[str] = []
    if page.start:
        links.append(f'<a href="{escape(f"{base}?{query}")}">Back to the beginning</a>')
    if page.next_start is not None:
        links.append(f'<a href="{escape(f"{base}?{query}start={page.next_start}")}">Next messages</a>')
    return f'<nav class="pages" aria-label="Pages">{"".join(links)}</nav>' if links else ""
