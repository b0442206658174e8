"""Download: the child process that fetches one model file from a Hugging Face hub. Used by `downloads.py` only.

The first line of standard input is `{"repo": id, "file": name, "folder": path}`. Each line on standard output is an object:
`{"done": bytes, "total": bytes}` while it runs, then `{"file": path}` or `{"failed": why}`. What was fetched before a failure or
a kill stays in the folder, and the next download goes on from there. The process ends when its standard input does.
"""

import hashlib
import json
import os
import shutil
import sys
import threading
import time
from pathlib import Path
from typing import Any, Final, cast

import huggingface_hub
from huggingface_hub import constants, file_download, utils
from huggingface_hub.errors import (
    EntryNotFoundError,
    FileMetadataError,
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    RepositoryNotFoundError,
)

hub = cast(Any, huggingface_hub)
http_get = cast(Any, file_download).http_get
hub_headers = cast(Any, utils).build_hf_headers
constants.DOWNLOAD_CHUNK_SIZE = 2**18  # ten megabytes at a time would be lost where a slow connection breaks

MAGIC: Final = b"GGUF"
SPARE_BYTES: Final = 2**29
"""Left free on the disk."""
_PAUSE: Final = 0.2
_PIECE: Final = 2**22


class Failed(Exception):
    """`word` is one that `downloads.py` knows, `needed` the file's size where there is no room for it."""

    def __init__(self, word: str, needed: int = 0) -> None:
        super().__init__(word)
        self.word, self.needed = word, needed


class Progress:
    """Stands in for tqdm's bar, and reports to the parent."""

    def __init__(self, *_: Any, total: int | None = None, initial: int = 0, **__: Any) -> None:
        self._done, self._total = initial, total or 0
        self._next = 0.0

    def update(self, count: float | None = 1) -> None:
        self._done += int(count or 0)
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _PAUSE
            say({"done": self._done, "total": self._total})

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        say({"done": self._done, "total": self._total})


def say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def fetch(repo: str, file: str, folder: Path, endpoint: str | None = None) -> Path:
    """The file, whole and as the hub has it. `endpoint` None is `HF_ENDPOINT`, or Hugging Face itself. Raises Failed."""
    try:
        found = hub.get_hf_file_metadata(hub.hf_hub_url(repo, file, endpoint=endpoint), token=False, endpoint=endpoint)
        if not found.size or not found.etag or len(found.etag) != hashlib.sha256().digest_size * 2:
            raise Failed("no_checksum")
        if found.size > constants.MAX_HTTP_DOWNLOAD_SIZE:
            raise Failed("too_large", found.size)
        part = folder / f"{found.etag}.part"
        has = part.stat().st_size if part.exists() else 0
        if shutil.disk_usage(folder).free + has < found.size + SPARE_BYTES:
            raise Failed("disk_full", found.size)
        _download(found.location, part, found.size)
    except GatedRepoError as exc:
        raise Failed("gated") from exc
    except (RepositoryNotFoundError, EntryNotFoundError, HFValidationError) as exc:
        raise Failed("not_found") from exc
    except (HfHubHTTPError, FileMetadataError) as exc:
        raise Failed("refused") from exc
    _check(part, found.etag)
    return part


def _download(url: str, part: Path, size: int) -> None:
    """By the part of the library that resumes: its download of a whole file starts over in each process."""
    with part.open("ab") as opened:
        http_get(
            url, opened, resume_size=opened.tell(), expected_size=size, tqdm_class=Progress, headers=hub_headers(token=False)
        )


def _check(part: Path, wanted: str) -> None:
    digest = hashlib.sha256()
    with part.open("rb") as opened:
        is_model = opened.read(len(MAGIC)) == MAGIC
        opened.seek(0)
        while piece := opened.read(_PIECE):
            digest.update(piece)
    if digest.hexdigest() != wanted or not is_model:
        part.unlink()
        raise Failed("damaged" if is_model else "no_model")


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    order = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        say({"file": str(fetch(order["repo"], order["file"], Path(order["folder"])))})
    except Failed as exc:
        say({"failed": exc.word, "needed": exc.needed})
    except OSError as exc:
        say({"failed": "unreached" if isinstance(exc, ConnectionError) or exc.errno is None else "disk"})
    except Exception as exc:  # noqa: BLE001 - the library raises what its HTTP client does
        say({"failed": "unreached", "kind": type(exc).__name__})


if __name__ == "__main__":
    main()
