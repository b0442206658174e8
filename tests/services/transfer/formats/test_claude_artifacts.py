"""What Claude made with its tools."""

from typing import Any

import pytest

from rxchat.domain.artifacts import Artifact
from rxchat.domain.legacy_answers import read_answer
from rxchat.services.transfer.formats.claude_artifacts import shown
from rxchat.services.transfer.formats.imported_documents import CHANGED, Documents


def create(kind: str, content: str = "x", **more: Any) -> dict[str, Any]:
    return {"id": "a", "command": "create", "type": kind, "title": "Clock", "content": content} | more


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (create("application/vnd.ant.code", "print(1)", language="python"), ("code", "python", "print(1)")),
        (create("text/markdown", "# Words"), ("markdown", "markdown", "# Words")),
        (create("text/html"), ("html", "html", "x")),
        (create("image/svg+xml"), ("svg", "svg", "x")),
        (create("application/vnd.ant.mermaid"), ("mermaid", "mermaid", "x")),
        (create("application/vnd.ant.react"), ("react", "jsx", "x")),
        (create("application/vnd.ant.new"), ("code", "", "x")),
        (create("", "x") | {"type": None}, ("code", "", "x")),
        (create("text/plain", 'He said "a" & <b>', title='A "quoted" <title>'), ("text", "text", 'He said "a" & <b>')),
    ],
)
def test_an_artifact_is_one_here(given: dict[str, Any], expected: tuple[str, str, str]):
    (made,) = artifacts_in(shown("artifacts", given, Documents()))
    assert (made.format, made.code_language, made.content) == expected
    assert (made.identifier, made.title) == ("a", given["title"])


def artifacts_in(text: str | None) -> list[Artifact]:
    return [placed.artifact for placed in read_answer(text or "").artifacts]


def test_what_would_end_its_tag_is_a_block():
    made = shown("artifacts", create("text/html", "<p></antArtifact>"), Documents())
    assert made == "**Clock**\n\n```html\n<p></antArtifact>\n```"


def test_an_artifact_is_changed_and_written_again():
    documents = Documents()
    shown("artifacts", create("application/vnd.ant.code", "print(1)", language="python"), documents)
    change = {"id": "a", "command": "update", "old_str": "1", "new_str": "2"}
    tag = '<antArtifact identifier="a" type="application/vnd.ant.code" language="python" title="Clock">\n{}\n</antArtifact>'
    assert shown("artifacts", change, documents) == tag.format("print(2)")
    again = {"id": "a", "command": "rewrite", "content": "pass"}
    assert shown("artifacts", again, documents) == tag.format("pass")
    assert shown("artifacts", change | {"old_str": "gone"}, documents) == f"**Clock**\n\n{CHANGED}\n\n```python\n2\n```"
    assert shown("artifacts", change | {"id": "b"}, documents) == f"{CHANGED}\n\n2"


def test_files_that_were_written_are_too():
    documents = Documents()
    written = {"path": "/mnt/outputs/main.py", "description": "d", "file_text": "print(1)\n"}
    assert shown("create_file", written, documents) == "**main.py**\n\n```python\nprint(1)\n```"
    changed = {"path": "/mnt/outputs/main.py", "old_str": "1", "new_str": "2"}
    assert shown("str_replace", changed, documents) == "**main.py**\n\n```python\nprint(2)\n```"


@pytest.mark.parametrize(
    ("tool", "given"), [("web_search", {"query": "x"}), ("artifacts", None), ("artifacts", {}), ("create_file", {"path": "x"})]
)
def test_other_calls_make_nothing(tool: str, given: Any):
    assert shown(tool, given, Documents()) is None
