"""Content-Security-Policy: only rxchat's own script files, and inline scripts of the built page, may run."""

import base64
import hashlib
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path


def content_security_policy(script_hashes: Iterable[str], sockets: Iterable[str]) -> str:
    """The header for the built page. `script_hashes` come from `script_hashes_of`, `sockets` are like `ws://host:port`.

    Inline styles are allowed: the code highlighter and KaTeX need them, and a style executes nothing.
    """
    directives = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *script_hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        # CSP has no syntax for IPv6 addresses; `'self'` covers them in current browsers.
        "connect-src": " ".join(["'self'", *(address for address in sockets if "[" not in address)]),
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def script_hashes_of(page: Path) -> list[str]:
    """The sorted hashes of all inline scripts in built HTML files: `'sha256-...'`."""
    found: set[str] = set()
    for file in page.rglob("*.html"):
        reader = _Scripts()
        reader.feed(file.read_text("utf-8"))
        found |= {source_hash(script) for script in reader.scripts}
    return sorted(found)


def source_hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_inside = tag == "script" and all(name != "src" for name, _ in attrs)
        if self._is_inside:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._is_inside = False

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.scripts[-1] += data
