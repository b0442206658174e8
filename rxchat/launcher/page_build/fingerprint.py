"""Fingerprint: a digest of everything that the built page is made from."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

SOURCES: Final = ("rxchat", "assets", "rxconfig.py")
"""The whole package: a page bakes in whatever it imports, such as the providers' icons, and that changes with the code."""

LOCK: Final = ("reflex.lock",)
LINKED: Final = "assets/external"  # Reflex links the components' own JavaScript into it while it builds


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Digests of the sources and of the npm lock: apart, because a build may complete the lock."""

    code: str
    lock: str

    def __str__(self) -> str:
        return f"{self.code} {self.lock}"


def fingerprint(root: Path) -> Fingerprint:
    return Fingerprint(
        code=_digest(root, SOURCES, seed=version("reflex")),
        lock=_digest(root, LOCK),
    )


def _digest(root: Path, names: Iterable[str], seed: str = "") -> str:
    digest = hashlib.sha256(seed.encode())
    for name in names:
        for path in _files(root, root / name):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(root).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


def _files(root: Path, path: Path) -> Iterator[Path]:
    """The files of a folder in a stable order, or the file itself; nothing when it does not exist."""
    if path.is_file():
        yield path
    elif path.is_dir():
        for child in sorted(path.iterdir()):
            if not child.name.startswith((".", "__pycache__")) and child.relative_to(root).as_posix() != LINKED:
                yield from _files(root, child)
