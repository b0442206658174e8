"""Upload store: files of requests, kept in the data directory while they are read."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, AsyncIterable, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO, Final

from rxchat.domain.errors import InvalidRequest, NotSaved

FREE_TO_KEEP: Final = 512 * 2**20
"""Bytes of disk space to leave for the database."""

AT_ONCE: Final = 2**20


class UploadStore:
    def __init__(self, folder: Path) -> None:
        self._all = self._folder = folder

    def clear(self) -> None:
        """Delete leftovers of a killed process. Only for the one serving process."""
        shutil.rmtree(self._all, ignore_errors=True)

    def share(self, worker: str, living: Collection[str]) -> None:
        """Keep files in a folder of this worker's own from now on, and delete those of workers that don't live."""
        self._folder = self._all / worker
        for folder in self._all.glob("*/"):
            if folder.name not in {worker, *living}:
                shutil.rmtree(folder, ignore_errors=True)

    @asynccontextmanager
    async def kept(self, pieces: AsyncIterable[bytes]) -> AsyncGenerator[Path]:
        """Write the pieces to a private temporary file for the block. Raises InvalidRequest and NotSaved."""
        path = await asyncio.to_thread(self._new)
        try:
            await self._fill(path, pieces)
            yield path
        finally:
            await asyncio.to_thread(path.unlink, missing_ok=True)

    def _new(self) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="upload-", dir=self._folder)
        os.close(handle)
        return Path(name)

    async def _fill(self, path: Path, pieces: AsyncIterable[bytes]) -> None:
        waiting = bytearray()
        size = 0
        with await asyncio.to_thread(path.open, "wb") as file:
            async for piece in pieces:
                waiting += piece
                size += len(piece)
                if len(waiting) >= AT_ONCE:
                    await asyncio.to_thread(self._write, file, bytes(waiting))
                    waiting.clear()
            await asyncio.to_thread(self._write, file, bytes(waiting))
        if size == 0:
            raise InvalidRequest("This file is empty.", hint="Choose the original export file.")

    def _write(self, file: BinaryIO, piece: bytes) -> None:
        try:
            if shutil.disk_usage(self._folder).free < FREE_TO_KEEP + len(piece):
                raise NotSaved("Not enough disk space.", hint="Free some space and try again.")
            file.write(piece)
            file.flush()
        except OSError as exc:
            raise NotSaved("Couldn't save the file.", hint="Check that the disk isn't full and try again.") from exc
