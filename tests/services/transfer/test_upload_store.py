"""Files that a request brings."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from rxchat.domain.errors import InvalidRequest, NotSaved
from rxchat.services.transfer import upload_store as module
from rxchat.services.transfer.upload_store import UploadStore


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def pieces(*given: bytes) -> AsyncGenerator[bytes]:
    for piece in given:
        yield piece


async def test_a_file_is_private_and_goes_when_it_was_read(tmp_path: Path):
    folder = tmp_path / "uploads"
    store = UploadStore(folder)
    async with store.kept(pieces(b"a" * 3_000_000, b"", b"b")) as path:
        assert path.read_bytes() == b"a" * 3_000_000 + b"b"
        assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert names(folder) == []


async def test_it_goes_also_when_the_reading_fails(tmp_path: Path):
    store = UploadStore(tmp_path)
    with pytest.raises(RuntimeError):
        async with store.kept(pieces(b"a")):
            raise RuntimeError
    with pytest.raises(InvalidRequest, match="empty"):
        async with store.kept(pieces()):
            pass
    assert names(tmp_path) == []


async def test_the_database_keeps_its_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "FREE_TO_KEEP", 2**60)
    with pytest.raises(NotSaved, match="Not enough disk space"):
        async with UploadStore(tmp_path).kept(pieces(b"a")):
            pass
    assert names(tmp_path) == []


def test_what_a_killed_program_left_is_taken_away(tmp_path: Path):
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "upload-x").write_text("left")
    for _ in range(2):
        UploadStore(tmp_path / "uploads").clear()
    assert not (tmp_path / "uploads").exists()


async def test_each_worker_has_a_folder_and_clears_only_those_of_the_dead(tmp_path: Path):
    one, two, three = (UploadStore(tmp_path) for _ in range(3))
    one.share("one", [])
    async with one.kept(pieces(b"a")) as path:
        assert path.parent == tmp_path / "one"
        two.share("two", ["one"])
        assert path.exists()
        three.share("three", ["two"])
        assert not path.exists()
