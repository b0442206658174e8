"""Artifacts: documents that a model wrote into its answer, with the file name and the language they are kept under."""

import re
from dataclasses import dataclass
from typing import Final

from rxchat.domain.markdown_text import code_block, plain

LONGEST_TITLE: Final = 200
_LONGEST_NAME: Final = 80
_UNFIT: Final = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069<>:"/\\|?*\s]+')
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Kind:
    """`language` is that of the code, as Markdown names it; `ending` that of the file."""

    name: str
    language: str
    ending: str


_CODE: Final = _Kind("Code", "", "txt")
_KINDS: Final = {
    "code": _CODE,
    "html": _Kind("HTML page", "html", "html"),
    "svg": _Kind("SVG image", "svg", "svg"),
    "react": _Kind("React component", "jsx", "jsx"),
    "mermaid": _Kind("Mermaid diagram", "mermaid", "mmd"),
    "markdown": _Kind("Markdown document", "markdown", "md"),
    "text": _Kind("Text", "text", "txt"),
}
_TYPES: Final = {
    "application/vnd.ant.code": "code",
    "text/html": "html",
    "image/svg+xml": "svg",
    "application/vnd.ant.react": "react",
    "application/vnd.ant.mermaid": "mermaid",
    "text/markdown": "markdown",
    "text/plain": "text",
}
_MEDIA_TYPES: Final = {name: media_type for media_type, name in _TYPES.items()}
_ENDINGS: Final = {
    "bash": "sh", "c": "c", "c#": "cs", "c++": "cpp", "clojure": "clj", "cpp": "cpp", "csharp": "cs", "css": "css",
    "csv": "csv", "dart": "dart", "dockerfile": "dockerfile", "elixir": "ex", "erlang": "erl", "go": "go", "golang": "go",
    "haskell": "hs", "html": "html", "java": "java", "javascript": "js", "js": "js", "json": "json", "jsx": "jsx",
    "julia": "jl", "kotlin": "kt", "latex": "tex", "lua": "lua", "makefile": "mk", "markdown": "md", "md": "md",
    "objective-c": "m", "perl": "pl", "php": "php", "powershell": "ps1", "py": "py", "python": "py", "r": "r", "rb": "rb",
    "rs": "rs", "ruby": "rb", "rust": "rs", "scala": "scala", "scss": "scss", "sh": "sh", "shell": "sh", "sql": "sql",
    "svg": "svg", "swift": "swift", "tex": "tex", "toml": "toml", "ts": "ts", "tsx": "tsx", "typescript": "ts", "vue": "vue",
    "xml": "xml", "yaml": "yaml", "yml": "yml", "zig": "zig",
}  # fmt: skip
_REACT_IN_TYPESCRIPT: Final = frozenset({"tsx", "typescript", "ts"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """`format` is a short name, such as `svg`. `kind` and `language` are words for the reader.

    `language` is empty where the kind says it all. `edits` is an update as the model wrote it, whose result is the content.
    One that is unfinished was cut off, or is an update that didn't fit.
    """

    identifier: str
    title: str
    format: str
    kind: str
    language: str
    file_name: str
    code_language: str
    content: str
    edits: str = ""
    is_unfinished: bool = False
    is_edit: bool = False
    """A person wrote this version."""
    is_deleted: bool = False
    row_id: int = 0
    """Of a version that was read from a row."""

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self.format]

    def markdown(self) -> tuple[str, int]:
        """The title above the content in a fence, and where the content begins in it."""
        block = code_block(self.content, self.code_language)
        head = f"**{plain(self.title)}**\n\n"
        return head + block, len(head) + block.index("\n") + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedArtifact:
    """An artifact in the Markdown of its answer: where its title and fence stand, and the content in them, in characters."""

    artifact: Artifact
    begin: int
    code_begin: int
    code_end: int
    end: int


def artifact_of(*, kind: str, identifier: str, title: str, language: str, content: str) -> Artifact:
    """From a tag or a row of the older program. `kind` is a media type or the short name; an unknown one is code."""
    given = kind.strip().lower()
    format_ = _TYPES.get(given, given)
    if format_ == "text" and language.strip().lower() == "markdown":
        format_ = "markdown"  # the older program's rows have no such type
    known = _KINDS.get(format_, _CODE)
    named = " ".join(language.split()).lower()
    if known is _CODE:
        code_language, ending = named, _ENDINGS.get(named, "txt")
    elif known.ending == "jsx" and named in _REACT_IN_TYPESCRIPT:
        code_language = ending = "tsx"
    else:
        code_language, ending = known.language, known.ending
    shown = " ".join(title.split())[:LONGEST_TITLE] or " ".join(identifier.split())[:LONGEST_TITLE] or "Untitled"
    return Artifact(
        identifier=identifier.strip(),
        title=shown,
        format=format_ if format_ in _KINDS else "code",
        kind=known.name,
        language=named[:40] if known is _CODE else "",
        file_name=_file_name(shown, ending),
        code_language=code_language,
        content=content.strip("\r\n"),
    )


def _file_name(title: str, ending: str) -> str:
    """A portable file name: the title, with the ending it should have."""
    name = _UNFIT.sub(" ", title).strip(" .")
    if name.lower().endswith(f".{ending}"):
        name = name[: -len(ending) - 1]
    name = name[:_LONGEST_NAME].strip(" .") or "artifact"
    return f"_{name}.{ending}" if _RESERVED.match(name) else f"{name}.{ending}"
