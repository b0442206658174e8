"""ChatGPT citations: turns the citation marks in a text into links where the export has their targets."""

import re
from collections.abc import Iterable
from typing import Any, Final

from rxchat.domain.markdown_text import plain
from rxchat.services.transfer.formats.imported_markdown import link
from rxchat.services.transfer.formats.imported_messages import fields_of, objects_of, text_of

MOST_LINKS: Final = 20
"""In the place of one mark."""
LONGEST_MARK: Final = 300
LARGEST_LINKS: Final = 2**20
"""Characters of all the links of a message: a short mark may stand for a long one, and stand there many times."""

_BEGINS: Final = re.compile("[\ue200-\ue206\u3010]")

# U+E200 begins a mark, U+E202 parts it, U+E201 ends it; of a mark that breaks off, what a source is called is known by its form.
_MARK: Final = re.compile(
    "\ue200[^\ue200\ue201\ue202\n]{0,64}(?:\ue202[^\ue200\ue201\ue202]{0,2000}){0,64}\ue201"
    "|\ue200[a-z_]{0,32}(?:\ue202turn[0-9]{1,6}[a-z_]{1,32}[0-9]{1,6}){0,64}"
    "|[\ue200-\ue206]"
    "|\u3010[0-9]{1,4}(?::[0-9]{1,4})?\u2020[^\u3010\u3011\n]{0,200}\u3011"
)
_NAMED: Final = re.compile('\ue200(?:entity|url)\ue202(?:\\["[^"]{0,100}", ?)?"?([^"\ue200-\ue206\\]]{1,200})')


def with_links(texts: list[str], about: dict[str, Any]) -> list[str]:
    """The texts of a message; `about` is its metadata, which is read once however many there are."""
    if not any(_BEGINS.search(text) for text in texts):
        return texts
    known = _links(texts[0], about)
    room = LARGEST_LINKS

    def linked(text: str) -> str:
        def instead(mark: re.Match[str]) -> str:
            nonlocal room
            found = known.get(mark[0])
            if found is None:
                named = _NAMED.match(mark[0])
                return plain(named[1]) if named else ""
            room -= len(found)
            if room < 0 or not found:
                return ""
            is_spaced = mark.start() == 0 or text[mark.start() - 1].isspace()
            return found if is_spaced else f" {found}"

        return _MARK.sub(instead, text)

    return [linked(text) for text in texts]


def _links(text: str, about: dict[str, Any]) -> dict[str, str]:
    """What to put in the place of each mark."""
    known: dict[str, str] = {}
    for old in objects_of(about.get("citations")):
        its = fields_of(old.get("metadata"))
        known.setdefault(_mark_of(old, its, text), _in_brackets([its]))
    for reference in objects_of(about.get("content_references")):
        mark = text_of(reference.get("matched_text"))
        if _MARK.fullmatch(mark) and not known.get(mark):
            known[mark] = _in_brackets(_sources(reference)) or _name_in(reference)
    return known


def _mark_of(old: dict[str, Any], its: dict[str, Any], text: str) -> str:
    """Of an older citation, which has its place in the text, or the parts of its mark."""
    extra = fields_of(its.get("extra"))
    if "cited_message_idx" in extra:
        return f"\u3010{extra['cited_message_idx']}\u2020{extra.get('evidence_text')}\u3011"
    start, end = old.get("start_ix"), old.get("end_ix")
    return text[start:end] if isinstance(start, int) and isinstance(end, int) and 0 < end - start < LONGEST_MARK else ""


def _sources(reference: dict[str, Any]) -> list[dict[str, Any]]:
    lists = (objects_of(reference.get(name)) for name in ("items", "fallback_items", "sources"))
    return next((found for found in lists if found), [reference])


def _in_brackets(sources: Iterable[dict[str, Any]]) -> str:
    links = (link(text_of(source.get("title")) or source.get("attribution"), source.get("url")) for source in sources)
    found = list(dict.fromkeys(one for one in links if one))[:MOST_LINKS]
    return f"({', '.join(found)})" if found else ""


def _name_in(reference: dict[str, Any]) -> str:
    """A file's name, or a person's or a place's."""
    name = plain(reference.get("name"))
    return f"({name})" if name and reference.get("type") == "file" else name
