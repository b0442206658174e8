"""Files to import, packed or not."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from rxchat.domain.errors import InvalidRequest
from rxchat.services.transfer import import_files as module
from rxchat.services.transfer.import_files import ImportFile


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
    with pytest.raises(InvalidRequest, match="too large to be a chat export"):
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


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_is_packed_otherwise_is_not_unpacked(tmp_path: Path, method: int):
    """The standard library unpacks these without a bound: 64 KiB may be a gigabyte."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("conversations.json", json.dumps([{"a": 1}] * 1000))
    with pytest.raises(InvalidRequest, match="unsupported compression"):
        list(ImportFile(written(tmp_path, buffer.getvalue())).items())


@pytest.mark.parametrize("at_least", [0, 1])
def test_any_damage_of_any_byte_is_one_error_or_none(tmp_path: Path, at_least: int):
    """Offsets, sizes, methods, names, flags, checksums: all the tables of an archive, byte by byte."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conversations.json", json.dumps([{"a": str(number)} for number in range(20)]))
        archive.writestr("users.json", "[]")
    whole, outcomes = buffer.getvalue(), set[str]()
    for place in range(4, len(whole)):
        for byte in (0, 1, 0x7F, 0xFF) if at_least else (whole[place] ^ 0xFF, whole[place] ^ 8):
            damaged = whole[:place] + bytes((byte,)) + whole[place + 1 :]
            try:
                outcomes.add(str(len(list(ImportFile(written(tmp_path, damaged)).items()))))
            except InvalidRequest as error:
                outcomes |= {error.message, error.hint}
    assert "20" in outcomes
    assert "This archive is damaged." in outcomes
    assert "" not in outcomes


def test_names_that_stand_there_twice_are_both_read(tmp_path: Path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("conversations.json", "[1]")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("conversations.json", "[2]")
    assert list(ImportFile(written(tmp_path, buffer.getvalue())).items()) == [1, 2]


def test_an_archive_in_an_archive_says_what_to_do(tmp_path: Path):
    inner = packed({"conversations.json": [1]})
    with pytest.raises(InvalidRequest, match="another archive") as error:
        list(ImportFile(written(tmp_path, packed({"export.zip": inner}))).items())
    assert "Unzip" in error.value.hint


@pytest.mark.parametrize(
    "name", ["conversations-000.json", "a/b/conversations_12.json", "Conversations (1).json", "conversations.json"]
)
def test_conversations_under_any_of_their_names(tmp_path: Path, name: str):
    others = {"shared_conversations.json": [9], "conversations.json.bak": [9], "my-conversations.json": [9]}
    assert list(ImportFile(written(tmp_path, packed({name: [1], **others}))).items()) == [1]


def test_a_text_that_ends_like_an_archive_is_none(tmp_path: Path):
    end = "PK\x05\x06" + "\0" * 18
    assert list(ImportFile(written(tmp_path, json.dumps([end]).encode())).items()) == [end]
    raw = b'["' + end.encode() + b'"]'
    assert len(list(ImportFile(written(tmp_path, raw)).items())) == 1


def test_a_locked_archive_says_so(tmp_path: Path):
    content = bytearray(packed({"conversations.json": [1]}))
    contents = content.rfind(b"PK\x01\x02")
    content[6] |= 1
    content[contents + 8] |= 1
    with pytest.raises(InvalidRequest, match="password"):
        list(ImportFile(written(tmp_path, bytes(content))).items())
