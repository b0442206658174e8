"""Plain style: style sheets of pages that need no script, in the colours and sizes of the page's own design."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parent
_TOKENS: Final = (_HERE / "tokens.css", _HERE.parents[1] / "assets" / "css" / "tokens.css")
"""In an installed package, and in the repository."""
_COMMENT: Final = re.compile(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/")
_USE: Final = re.compile(r"var\((--[\w-]+)\)")


def plain_style(name: str) -> str:
    """The sheet `name` beside this module, after the tokens that it uses: light or dark as the system has it, light on paper."""
    sheet = _COMMENT.sub("", (_HERE / name).read_text("utf-8"))
    tokens = _COMMENT.sub("", next(path for path in _TOKENS if path.is_file()).read_text("utf-8"))
    light, dark = _values(tokens, ":root"), _values(tokens, ".dark")
    names = set(_USE.findall(sheet))
    return (
        f":root{{color-scheme:light dark;{_declared(light, names)}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_declared(dark, names)}}}}}{sheet}"
    )


def _values(tokens: str, selector: str) -> Mapping[str, str]:
    """Of the first rule of this selector: those after it are for other densities and contrasts."""
    body = tokens.partition(f"{selector} {{")[2].partition("}")[0]
    declared = (line.partition(":") for line in body.split(";"))
    return {name.strip(): " ".join(value.split()) for name, _, value in declared if value}


def _declared(values: Mapping[str, str], names: Iterable[str]) -> str:
    return "".join(f"{name}:{values[name]};" for name in sorted(names) if name in values)
