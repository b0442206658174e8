"""Prompt Markdown: a prompt as a file, with its title and what else it has in front matter.

---
title: Compare
tags: [short]
---

Compare {a} with {b}.
"""

import re
from typing import TYPE_CHECKING, Any, Final, cast

from rxchat.domain.deferred_import import DeferredImport
from rxchat.domain.library_archives import ArchivedPrompt
from rxchat.domain.prompts import (
    LONGEST_CATEGORY,
    LONGEST_DESCRIPTION,
    LONGEST_PROMPT,
    LONGEST_TAG,
    LONGEST_TITLE,
    MOST_TAGS,
    PromptContent,
    unique_tags,
)

if TYPE_CHECKING:
    import yaml
else:
    yaml = DeferredImport("yaml")

LONGEST_FRONT: Final = 2**15
"""Characters of front matter."""
_MARK: Final = "---"
_ENDS: Final = ("---", "...")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")


class UnreadablePrompt(ValueError):
    """Its text says why, and what to do."""


def written(prompt: ArchivedPrompt) -> str:
    """The prompt as a file."""
    members: dict[str, object] = {
        "title": prompt.title,
        "description": prompt.description,
        "category": prompt.category,
        "tags": list(prompt.tags),
    }
    kept = {name: value for name, value in members.items() if value or name == "title"}
    front = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=10**9)
    return f"{_MARK}\n{front}{_MARK}\n\n{prompt.text}\n"


def read(name: str, content: bytes) -> PromptContent:
    """The prompt in a file. Without a title of its own it has the file's name. Raises UnreadablePrompt."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UnreadablePrompt("This isn't a text file in UTF-8.") from None
    front, body = _split(text)
    given = _members(front)
    found = PromptContent(
        title=" ".join(_text(given, "title", "name").split()) or _title_of(name),
        text=body.strip("\n"),
        description=_text(given, "description").strip(),
        category=_text(given, "category").strip(),
        tags=_tags(given),
    )
    _require_bounds(found)
    return found


def _split(text: str) -> tuple[str, str]:
    """Front matter and the rest. A first line of dashes that isn't closed is a part of the text."""
    first, _, rest = text.partition("\n")
    if first.rstrip() != _MARK:
        return "", text
    at = 0
    while at < len(rest):
        end = rest.find("\n", at)
        end = len(rest) if end < 0 else end
        if rest[at:end].rstrip() in _ENDS:
            return rest[:at], rest[end + 1 :]
        at = end + 1
    return "", text


def _members(front: str) -> dict[str, object]:
    if len(front) > LONGEST_FRONT:
        raise UnreadablePrompt(f"Its front matter is too long. Keep it under {LONGEST_FRONT:,} characters.")
    try:
        # All values are texts: a title such as `no` or `2026-01-01` is neither a flag nor a date.
        found: object = yaml.load(front, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = "" if error.problem_mark is None else f" in line {error.problem_mark.line + 2}"
        raise UnreadablePrompt(f"Its front matter has a mistake{line}. Put texts with a colon in quotes.") from None
    except (yaml.YAMLError, RecursionError):
        raise UnreadablePrompt("Its front matter isn't YAML. Write one `name: value` on each line.") from None
    if found is None or found == "":
        return {}
    if not isinstance(found, dict):
        raise UnreadablePrompt("Its front matter isn't YAML. Write one `name: value` on each line.")
    return {str(name).lower(): value for name, value in cast(dict[object, object], found).items()}


def _text(given: dict[str, object], *names: str) -> str:
    value = next((given[name] for name in names if name in given), "")
    if not isinstance(value, str):
        raise UnreadablePrompt(f"Its {names[0]} isn't text. Put it in quotes.")
    return _UNPRINTABLE.sub(" ", value)


def _tags(given: dict[str, object]) -> tuple[str, ...]:
    """A list, or words with commas between them."""
    value: Any = given.get("tags", "")
    items: Any = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in cast(list[object], items)):
        raise UnreadablePrompt("Its tags aren't a list of texts. Write them as [one, two].")
    return unique_tags(cast(list[str], items))


def _title_of(name: str) -> str:
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    return " ".join(_UNPRINTABLE.sub(" ", stem.replace("_", " ")).split())[:LONGEST_TITLE] or "Untitled"


def _require_bounds(found: PromptContent) -> None:
    bounds = (
        ("title", found.title, LONGEST_TITLE),
        ("text", found.text, LONGEST_PROMPT),
        ("description", found.description, LONGEST_DESCRIPTION),
        ("category", found.category, LONGEST_CATEGORY),
        *(("tag", tag, LONGEST_TAG) for tag in found.tags),
    )
    if not found.text.strip():
        raise UnreadablePrompt("It has no text.")
    for name, text, longest in bounds:
        if len(text) > longest:
            raise UnreadablePrompt(f"Its {name} is too long. Keep it under {longest:,} characters.")
    if len(found.tags) > MOST_TAGS:
        raise UnreadablePrompt(f"It has too many tags. Keep at most {MOST_TAGS}.")
