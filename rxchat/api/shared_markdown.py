"""Shared Markdown: a message as HTML for a page without scripts. HTML in it is text; links lead elsewhere only.

What is longer or more deeply nested than anybody reads is shown as plain text, so that no message holds up the server.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import Any, Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

LONGEST: Final = 100_000
"""Characters read as Markdown: reading takes about a second for as many."""
LONGEST_SHOWN: Final = 8_000_000
MOST_MARKS: Final = 4_000
"""Characters of one paragraph that could begin something."""
_DEEP: Final = re.compile(r"^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])[ \t])){20}", re.MULTILINE)
_INDENTED: Final = re.compile(r"^[ \t>]{100,}\S", re.MULTILINE)
_MARKS: Final = re.compile(r"[\[\]*_~`<!&\\|]")
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n")
_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_DIRECTED: Final = frozenset({"paragraph_open", "heading_open", "list_item_open", "blockquote_open", "th_open", "td_open"})
_LINK: Final = {"rel": "noopener noreferrer nofollow", "target": "_blank"}


def render(text: str) -> str:
    """HTML for a text. It holds nothing that runs, loads or submits anything."""
    if len(text) > LONGEST or _is_tangled(text):
        return plain(text)
    try:
        return _MARKDOWN.render(text)
    except RecursionError:
        return plain(text)


def plain(text: str) -> str:
    """The text as it was written."""
    cut = "<p><em>The rest is too long to show.</em></p>" if len(text) > LONGEST_SHOWN else ""
    return f'<pre class="plain" dir="auto">{escape(text[:LONGEST_SHOWN])}</pre>\n{cut}'


def _is_tangled(text: str) -> bool:
    return (
        _DEEP.search(text) is not None
        or _INDENTED.search(text) is not None
        or any(len(_MARKS.findall(part)) > MOST_MARKS for part in _PARAGRAPH.split(text))
    )


def outside(address: str) -> bool:
    """Whether a link may lead there: a complete address of the web or of a mailbox, without a name or password in it."""
    try:
        url = urlsplit(address)
    except ValueError:
        return False
    is_named = bool(url.netloc) if url.scheme != "mailto" else bool(url.path)
    return url.scheme.lower() in _SCHEMES and is_named and url.username is None and url.password is None


class _Renderer(RendererHTML):
    """Images are named and linked, never loaded: an address could carry the conversation away."""

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        source = str(token.attrGet("src") or "")
        words = escape(self.renderInlineAsText(token.children, options, env) or "Image")
        if not outside(source):
            return f"<em>[{words}]</em>"
        host = escape(urlsplit(source).hostname or "")
        return f'<a href="{escape(source)}" rel="{_LINK["rel"]}" target="{_LINK["target"]}">{words} ({host})</a>'

    def table_open(self, *_: Any) -> str:
        """A wide table is scrolled by itself, with the keyboard too."""
        return '<div class="table" role="region" aria-label="Table" tabindex="0"><table>'

    def table_close(self, *_: Any) -> str:
        return "</table></div>"


def _mark(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.type in _DIRECTED:
            token.attrSet("dir", "auto")
        elif token.type == "link_open":
            for name, value in _LINK.items():
                token.attrSet(name, value)
        _mark(token.children or ())


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}, renderer_cls=_Renderer)
    parser.enable(["table", "strikethrough"]).disable(["html_block", "html_inline"])
    parser.validateLink = outside  # pyright: ignore[reportAttributeAccessIssue] - markdown-it's documented way
    parser.core.ruler.push("marks", lambda state: _mark(state.tokens))
    return parser


_MARKDOWN: Final = _parser()
