"""Files to import, packed or not."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from rxchat.domain.errors import InvalidRequest
from rxchat.services import import_files as module
from rxchat.services.import_files import ImportFile


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "upload"
    path.write_bytes(content)
    return path


def packed(parts: dict[str, Any], **more: Any) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **more) as archive:
        for name, value in parts.items():
            archive.writestr(name, value if isinstance(value, bytes) else json.dumps(value))
    return buffer.getvalue()


def test_a_plain_file_and_the_part_of_it_that_was_read(tmp_path: Path):
    file = ImportFile(written(tmp_path, json.dumps([{"a": "x" * 100_000} for _ in range(10)]).encode()))
    shares = [file.share for _ in file.items()]
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.5
    assert file.share == 1


def test_an_archive_has_its_conversations_in_one_part_or_several(tmp_path: Path):
    parts = {
        "export/conversations-001.json": [2],
        "export/conversations-000.json": [1],
        "__MACOSX/export/conversations.json": b"junk",
        "user.json": {"a": 1},
        "shared_conversations.json": [9],
    }
    file = ImportFile(written(tmp_path, packed(parts)))
    assert list(file.items()) == [1, 2]
    assert file.share == 1


def test_an_archive_without_conversations_says_so(tmp_path: Path):
    with pytest.raises(InvalidRequest, match=r"no conversations\.json"):
        list(ImportFile(written(tmp_path, packed({"users.json": []}))).items())


def test_a_bomb_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "SUSPICIOUS_FROM", 2**20)
    bomb = packed({"conversations.json": b'["' + b"x" * 20_000_000 + b'"]'})
    assert len(bomb) * module.MOST_TIMES < 20_000_000
    with pytest.raises(InvalidRequest, match="unpacks to more"):
        list(ImportFile(written(tmp_path, bomb)).items())


def test_an_archive_of_too_many_files_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "LARGEST_CONTENTS", 1000)
    many = packed({"conversations.json": [1], **{f"{number}.png": b"" for number in range(100)}})
    with pytest.raises(InvalidRequest, match="too many files"):
        list(ImportFile(written(tmp_path, many)).items())
    few = packed({"conversations.json": [1]})
    assert list(ImportFile(written(tmp_path, few)).items()) == [1]


def test_damage_is_one_error_in_words(tmp_path: Path):
    whole = packed({"conversations.json": [{"a": str(number)} for number in range(5000)]})
    at = len(whole) // 3
    damaged = whole[:at] + bytes(byte ^ 0xFF for byte in whole[at : at + 50]) + whole[at + 50 :]
    with pytest.raises(InvalidRequest) as error:
        list(ImportFile(written(tmp_path, damaged)).items())
    assert error.value.hint
    with pytest.raises(InvalidRequest):
        list(ImportFile(written(tmp_path, whole[:at])).items())


def test_a_locked_archive_says_so(tmp_path: Path):
    content = bytearray(packed({"conversations.json": [1]}))
    contents = content.rfind(b"PK\x01\x02")
    content[6] |= 1
    content[contents + 8] |= 1
    with pytest.raises(InvalidRequest, match="password"):
        list(ImportFile(written(tmp_path, bytes(content))).items())
