"""Documents that a model wrote beside the conversation."""

import pytest

from rxchat.services.transfer.formats import imported_documents as module
from rxchat.services.transfer.formats.imported_documents import CHANGED, MOST_KNOWN, Document, Documents, language_of


def test_a_document_is_shown_in_each_of_its_versions():
    documents = Documents()
    assert documents.created("k", Document("clock", "python", "print(1)\n")) == "**clock**\n\n```python\nprint(1)\n```"
    assert documents.changed("k", "1", "2") == "**clock**\n\n```python\nprint(2)\n```"
    assert documents.rewritten("k", "pass") == "**clock**\n\n```python\npass\n```"
    assert documents.created("p", Document("", None, "Dear N.")) == "Dear N."


def test_a_change_that_does_not_fit_is_shown_as_what_is_new():
    documents = Documents()
    documents.created("k", Document("T", "c", "a"))
    for old in ("not in it", "", None):
        assert documents.changed("k", old, "new") == f"**T**\n\n{CHANGED}\n\n```c\nnew\n```"
    assert documents.changed("k", "a", "b").startswith(f"**T**\n\n{CHANGED}")  # nobody knows what it is by now
    assert documents.changed("unknown", "a", "b") == f"{CHANGED}\n\nb"


def test_on_another_branch_it_is_as_it_was():
    documents = Documents()
    documents.created("k", Document("", None, "one two"))
    left, right = documents.following(), documents.following()
    assert (left.changed("k", "one", "1"), right.changed("k", "two", "2")) == ("1 two", "one 2")


def test_changes_are_carried_out_within_bounds(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "LARGEST_CHANGED", 100)
    documents = Documents()
    documents.created("large", Document("", None, "a" * 100))
    assert documents.changed("large", "a", "b") == f"{CHANGED}\n\nb"
    monkeypatch.setattr(module, "MOST_CHANGED", 1000)
    documents = Documents()
    documents.created("small", Document("", None, "a" * 50))
    shown = [documents.following().changed("small", "a", "b") for _ in range(100)]
    assert sum(CHANGED not in one for one in shown) == 19
    assert sum(map(len, shown)) < 3_000


def test_only_the_last_ones_are_known():
    documents = Documents()
    for number in range(MOST_KNOWN + 1):
        documents.created(str(number), Document("", None, "a"))
    assert documents.changed("1", "a", "b") == "b"
    assert CHANGED in documents.changed("0", "a", "b")


@pytest.mark.parametrize(
    ("name", "language"),
    [("/a/b.py", "python"), ("a.md", None), ("README", None), ("x.Java", "java"), ("x.tar.gz", "gz"), ("", None)],
)
def test_a_language_by_the_ending_of_a_name(name: str, language: str | None):
    assert language_of(name) == language
