"""What Claude made with its tools."""

from typing import Any

import pytest

from rxchat.services.transfer.formats.claude_artifacts import shown
from rxchat.services.transfer.formats.imported_documents import CHANGED, Documents


def create(kind: str, content: str = "x", **more: Any) -> dict[str, Any]:
    return {"id": "a", "command": "create", "type": kind, "title": "Clock", "content": content} | more


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (create("application/vnd.ant.code", "print(1)", language="python"), "**Clock**\n\n```python\nprint(1)\n```"),
        (create("text/markdown", "# Words"), "**Clock**\n\n# Words"),
        (create("text/html"), "**Clock**\n\n```html\nx\n```"),
        (create("image/svg+xml"), "**Clock**\n\n```svg\nx\n```"),
        (create("application/vnd.ant.mermaid"), "**Clock**\n\n```mermaid\nx\n```"),
        (create("application/vnd.ant.react"), "**Clock**\n\n```jsx\nx\n```"),
        (create("application/vnd.ant.new"), "**Clock**\n\n```\nx\n```"),
    ],
)
def test_an_artifact_is_code_in_its_language_or_markdown(given: dict[str, Any], expected: str):
    assert shown("artifacts", given, Documents()) == expected


def test_an_artifact_is_changed_and_written_again():
    documents = Documents()
    shown("artifacts", create("application/vnd.ant.code", "print(1)", language="python"), documents)
    change = {"id": "a", "command": "update", "old_str": "1", "new_str": "2"}
    assert shown("artifacts", change, documents) == "**Clock**\n\n```python\nprint(2)\n```"
    again = {"id": "a", "command": "rewrite", "content": "pass"}
    assert shown("artifacts", again, documents) == "**Clock**\n\n```python\npass\n```"
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
