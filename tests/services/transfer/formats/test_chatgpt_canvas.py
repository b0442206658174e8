"""ChatGPT's canvas."""

import json
from typing import Any

import pytest

from rxchat.services.transfer.formats.chatgpt_canvas import shown
from rxchat.services.transfer.formats.imported_documents import CHANGED, Documents

LETTER = {"name": "Letter", "type": "document", "content": "Dear N., hello (again)."}
CLOCK = {"name": "clock.py", "type": "code/python", "content": "print(1)"}


def calls(*made: tuple[str, Any]) -> list[str | None]:
    """What each call shows; the first makes the document."""
    documents = Documents()
    texts = [(name, given if isinstance(given, str) else json.dumps(given)) for name, given in made]
    return [shown(f"canmore.{name}", text, documents) for name, text in texts]


def update(pattern: str, new: str) -> tuple[str, Any]:
    return "update_textdoc", {"updates": [{"pattern": pattern, "multiple": False, "replacement": new}]}


def test_a_text_stands_as_it_is_and_code_in_its_language():
    assert calls(("create_textdoc", LETTER)) == ["**Letter**\n\nDear N., hello (again)."]
    assert calls(("create_textdoc", CLOCK)) == ["**clock.py**\n\n```python\nprint(1)\n```"]
    assert calls(("create_textdoc", CLOCK | {"type": "code/react"})) == ["**clock.py**\n\n```jsx\nprint(1)\n```"]
    assert calls(("create_textdoc", {"content": "x"})) == ["x"]


@pytest.mark.parametrize("pattern", [".*", "(?s).*", "^.*$", ".+", r"[\s\S]*", "(.*)", "(?s)^.*$"])
def test_a_document_that_is_written_again_is_another_version(pattern: str):
    assert calls(("create_textdoc", CLOCK), update(pattern, "print(2)"))[1] == "**clock.py**\n\n```python\nprint(2)\n```"


def test_a_text_that_is_replaced_is_another_version():
    assert calls(("create_textdoc", LETTER), update(r"N\.", "M."))[1] == "**Letter**\n\nDear M., hello (again)."
    assert calls(("create_textdoc", LETTER), update(r" \(again\)", ""))[1] == "**Letter**\n\nDear N., hello."


@pytest.mark.parametrize("pattern", ["(a+)+$", "Dear .*,", r"\bDear\b", "not in it", "", "[a-z", "x" * 20_000])
def test_an_expression_is_never_run(pattern: str):
    assert calls(("create_textdoc", LETTER), update(pattern, "Hello"))[1] == f"**Letter**\n\n{CHANGED}\n\nHello"


def test_comments_are_a_list():
    comments = {"comments": [{"pattern": "a", "comment": "Too\nlong"}, {"comment": "Fine"}]}
    assert calls(("comment_textdoc", comments)) == ["- Too long\n- Fine"]


@pytest.mark.parametrize("text", ["{broken", "[" * 100_000, '{"content": 1}', '{"n": ' + "9" * 5000 + "}", "[]"])
def test_what_is_not_understood_stands_as_it_is(text: str):
    assert calls(("create_textdoc", text)) == [f"```json\n{text}\n```"]
    assert calls(("update_textdoc", "")) == [None]
