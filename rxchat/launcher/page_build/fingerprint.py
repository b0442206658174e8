"""What the built page depends on, as one fingerprint."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PYTHON = ("rxchat/rxchat.py", "rxchat/pages", "rxchat/components", "rxchat/state", "rxchat/domain", "rxconfig.py")
ASSETS = ("assets",)
LOCK = ("reflex.lock",)
LINKED = "external"  # Reflex links the components' own JavaScript into assets/external while it builds


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Digests of the sources and of the npm lock: apart, because a build may complete the lock."""

    code: str
    lock: str

    def __str__(self) -> str:
        return f"{self.code} {self.lock}"


def fingerprint(root: Path) -> Fingerprint:
    return Fingerprint(
        code=_digest(root, [*PYTHON, *ASSETS], seed=version("reflex")),
        lock=_digest(root, LOCK),
    )


def _digest(root: Path, names: Iterable[str], seed: str = "") -> str:
    digest = hashlib.sha256(seed.encode())
    for name in names:
        for path in _files(root / name):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(root).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    """The files of a folder in a stable order, or the file itself; nothing when it does not exist."""
    if path.is_file():
        yield path
    elif path.is_dir():
        for child in sorted(path.iterdir()):
            if not child.name.startswith((".", "__pycache__")) and not (child.name == LINKED and path.name == "assets"):
                yield from _files(child)
