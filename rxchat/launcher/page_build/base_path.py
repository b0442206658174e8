"""Base path: a copy of the built page whose addresses begin with a path such as `/chat`.

The page is built once, for all addresses, so the copy is made at the start. What is replaced are the addresses that stand in its
files as texts: those of its own files and of the API. React Router adds the base path to the addresses of pages by itself.
"""

import gzip
import re
import shutil
from pathlib import Path
from typing import Final

from rxchat.domain.errors import StartupFailed
from rxchat.security.guard import ICONS

FIRST_SEGMENTS: Final = frozenset(
    {"api", "artifact-frame", "assets", "js", "metrics", "share", "shared", "sign-in", "sign-out", "v1"}
    | {icon.removeprefix("/") for icon in ICONS}
)
"""First path segments of what the page asks for, and of what it leads to besides its own pages."""

_OURS: Final = "|".join(map(re.escape, sorted(FIRST_SEGMENTS)))
_QUOTED: Final = rf"(?<=[\"'`]/)(?=(?:{_OURS})[/?#\"'`])"
_SHOWN: Final = rf"(?<=>/)(?=(?:{_OURS})[/<])"
"""As the text of an element: React compares what is in the page with what its scripts would write there."""
_IN_HTML: Final = r"(?<=href=\"/)|(?<=src=\"/)|(?<=action=\"/)|(?<=\"basename\":\"/)"
# Each begins with the slash, which is quick to find; what must be before it is looked at afterwards.
_ADDRESSES: Final = {
    ".html": re.compile(rf"/(?:{_IN_HTML}|{_QUOTED}|{_SHOWN})"),
    ".js": re.compile(rf"/(?:{_QUOTED}|(?<=Path=/)(?=;))"),
    ".css": re.compile(r"/(?<=url\(/)(?=assets/)"),
    ".webmanifest": re.compile(r'/(?<="/)'),
}
_PRELOADED: Final = re.compile(r"(assetsURL=function\(e\)\{return[\"'`])/")
"""Where Vite makes an address of a file's name."""
_SOCKET: Final = re.compile(r"(\{path:)(?=\w+\.pathname,transports:)")
"""Where Reflex opens the websocket. Its namespace stays as it is."""


def page_under(base_path: str, web: Path, copy: Path) -> Path:
    """The folder of the page to serve below `base_path`: `copy`, made now from `web`; `web` itself if there is no base path.

    Raises StartupFailed if it can't be made.
    """
    if not base_path:
        return web
    try:
        if copy.exists():
            shutil.rmtree(copy)
        for part in ("backend", "build/client"):
            shutil.copytree(web / part, copy / part)
        _rewrite(base_path, copy / "build" / "client")
    except OSError as exc:
        raise StartupFailed(
            f"Can't write the web app for RXCHAT_BASE_PATH to {copy}: {exc.strerror or exc}.",
            hint="Check that there is space and that the folder is writable.",
        ) from exc
    return copy


def _rewrite(base_path: str, client: Path) -> None:
    added = {_PRELOADED: 0, _SOCKET: 0}
    for file in client.rglob("*"):
        if file.suffix not in _ADDRESSES:
            continue
        before = file.read_text("utf-8")
        text = _ADDRESSES[file.suffix].sub(f"{base_path}/", before)
        for pattern, insertion in ((_PRELOADED, rf"\1{base_path}/"), (_SOCKET, rf"\1`{base_path}`+")):
            text, count = pattern.subn(insertion, text)
            added[pattern] += count
        if text != before:
            _write(file, text.encode())
    if set(added.values()) != {1}:
        raise StartupFailed(
            "The built web app can't be served under RXCHAT_BASE_PATH: it no longer looks as Vite and Reflex 0.10.1 wrote it.",
            hint="Unset RXCHAT_BASE_PATH, or install a release of rxchat.",
        )


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    packed = file.with_name(f"{file.name}.gz")
    if packed.exists():
        packed.write_bytes(gzip.compress(content, mtime=0))
