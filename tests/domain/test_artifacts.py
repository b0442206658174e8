"""An artifact's kind, language and file name."""

import pytest

from rxchat.domain.artifacts import artifact_of


@pytest.mark.parametrize(
    ("kind", "language", "title", "shown", "fence", "file_name"),
    [
        ("application/vnd.ant.code", "python", "Pump", ("Code", "python"), "python", "Pump.py"),
        ("code", "C++", "main.cpp", ("Code", "c++"), "c++", "main.cpp"),
        ("application/vnd.ant.code", "", "Notes", ("Code", ""), "", "Notes.txt"),
        ("text/html", "python", "Page", ("HTML page", ""), "html", "Page.html"),
        ("image/svg+xml", "", "Logo", ("SVG image", ""), "svg", "Logo.svg"),
        ("application/vnd.ant.react", "", "App.JSX", ("React component", ""), "jsx", "App.jsx"),
        ("react", "typescript", "App.tsx", ("React component", ""), "tsx", "App.tsx"),
        ("application/vnd.ant.mermaid", "", "Flow", ("Mermaid diagram", ""), "mermaid", "Flow.mmd"),
        ("text/markdown", "", "Guide", ("Markdown document", ""), "markdown", "Guide.md"),
        ("Text/Plain", "", "Poem", ("Text", ""), "text", "Poem.txt"),
        ("application/x-new", "rust", "../../etc/passwd", ("Code", "rust"), "rust", "etc passwd.rs"),
        ("code", "python", 'a\\b:"c"<d>|?*\u202e\u200b', ("Code", "python"), "python", "a b c d.py"),
        ("code", "python", "CON", ("Code", "python"), "python", "_CON.py"),
        ("code", "python", "x" * 300, ("Code", "python"), "python", "x" * 80 + ".py"),
        ("code", "python", "...", ("Code", "python"), "python", "artifact.py"),
        ("code", "python", "", ("Code", "python"), "python", "the-id.py"),
    ],
)
def test_names_and_languages(kind: str, language: str, title: str, shown: tuple[str, str], fence: str, file_name: str):
    made = artifact_of(kind=kind, identifier="the-id", title=title, language=language, content="\r\nx\n\n")
    assert ((made.kind, made.language), made.code_language, made.file_name, made.content) == (shown, fence, file_name, "x")
