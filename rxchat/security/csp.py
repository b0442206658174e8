"""Content-Security-Policy: only rxchat's own script files, and inline scripts of the built page, may run."""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_BEGIN: Final = re.compile(r"<script\b", re.IGNORECASE)
_END: Final = re.compile(r"</script\b", re.IGNORECASE)
_SOURCE: Final = re.compile(r"\ssrc\s*=", re.IGNORECASE)
ARTIFACT_FRAME: Final = "/artifact-frame"
ARTIFACT_FRAME_WITH_NETWORK: Final = "/artifact-frame/network"
_FRAMES: Final = (ARTIFACT_FRAME, ARTIFACT_FRAME_WITH_NETWORK)
"""All that our own page may put into a frame."""


def content_security_policy(script_hashes: Iterable[str], homes: Iterable[str], sockets: Iterable[str]) -> str:
    """The header for the built page. `script_hashes` come from `script_hashes_of`, `homes` are like `http://host:port/path`,
    `sockets` like `ws://host:port`.

    Inline styles are allowed: the code highlighter and KaTeX need them, and a style executes nothing.
    """
    directives = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *script_hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        # Of each home, as `'self'` has no path. A frame can't leave these addresses, with its data or without.
        "frame-src": " ".join(f"{home}{path}" for home in homes if "[" not in home for path in _FRAMES) or "'none'",
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
        found |= {source_hash(script) for script in _inline_scripts(file.read_text("utf-8"))}
    return sorted(found)


def source_hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


def _inline_scripts(html: str) -> Iterable[str]:
    """Found by their tags alone: parsing the pages would be a thirtieth of the start. A script that is missed doesn't run."""
    for part in _BEGIN.split(html)[1:]:
        attributes, _, rest = part.partition(">")
        if _SOURCE.search(attributes) is None:
            yield _END.split(rest, maxsplit=1)[0]
