import base64
import copy
import os
import pickle
from pathlib import Path

import pytest

from rxchat.domain.errors import StartupFailed
from rxchat.security.master_key import (
    NEXT,
    MasterKey,
    check_value,
    finish_rotation,
    load_master_key,
    next_master_key,
    take_next_key,
    verify,
)
from rxchat.security.redaction import redacted

RAW = bytes(range(32))


def load(data_dir: Path, secret: str | None = None, secret_file: Path | None = None, *, may_create: bool = True) -> MasterKey:
    return load_master_key(data_dir=data_dir, secret=secret, secret_file=secret_file, may_create=may_create)


def test_a_first_start_makes_a_key_that_the_next_one_finds(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    first = load(data_dir)
    path = data_dir / "secret.key"
    assert load(data_dir) == first
    assert base64.b64decode(path.read_text(), validate=False) == first.secret
    assert path.stat().st_mode & 0o777 == 0o600
    assert data_dir.stat().st_mode & 0o777 == 0o700
    assert list(data_dir.iterdir()) == [path]
    assert load(tmp_path / "other") != first


def test_a_missing_key_is_not_made_where_that_is_not_wanted(tmp_path: Path) -> None:
    with pytest.raises(StartupFailed, match="is missing"):
        load(tmp_path, may_create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_key_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    key = load(tmp_path)
    (tmp_path / "secret.key").chmod(0o644)
    assert load(tmp_path) == key
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "written",
    [
        RAW.hex(),
        RAW.hex().upper(),
        base64.b64encode(RAW).decode(),
        base64.b64encode(RAW).decode().rstrip("="),
        base64.urlsafe_b64encode(RAW).decode(),
        f"  {RAW.hex()}\n",
    ],
)
def test_thirty_two_bytes_are_taken_as_they_are(tmp_path: Path, written: str) -> None:
    assert load(tmp_path, secret=written).secret == RAW
    file = tmp_path / "mounted"
    file.write_text(written)
    assert load(tmp_path, secret_file=file).secret == RAW
    assert not (tmp_path / "secret.key").exists()


def test_a_passphrase_gives_the_same_key_everywhere(tmp_path: Path) -> None:
    key = load(tmp_path, secret="correct horse battery café")
    assert load(tmp_path / "elsewhere", secret=" correct horse battery cafe\u0301 ") == key
    assert load(tmp_path, secret="correct horse battery cafe") != key
    assert key.secret.hex() == "cd330e9e9d5b0cc8ca2d868039cea87b144a9489cd2983a34a9a84922c79d3d0"


@pytest.mark.parametrize(("secret", "problem"), [("", "is empty"), (" \n", "is empty"), ("fifteen letters", "is too short")])
def test_a_secret_that_is_none_is_refused(tmp_path: Path, secret: str, problem: str) -> None:
    with pytest.raises(StartupFailed, match=f"RXCHAT_SECRET_KEY {problem}"):
        load(tmp_path, secret=secret)
    (tmp_path / "secret.key").write_text(secret)
    with pytest.raises(StartupFailed, match=problem):
        load(tmp_path)


def test_a_refusal_does_not_show_the_secret(tmp_path: Path) -> None:
    with pytest.raises(StartupFailed) as refusal:
        load(tmp_path, secret="hunter2")
    assert "hunter2" not in repr(refusal.value) + str(refusal.value)


def test_two_sources_at_once_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StartupFailed, match="both set"):
        load(tmp_path, secret="x" * 20, secret_file=tmp_path / "key")


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "mounted"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(StartupFailed, match=r"mounted can't be read"):
        load(tmp_path, secret_file=file)


def test_a_place_that_takes_no_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartupFailed, match="can't be made"):
        load(tmp_path / "file")


def test_a_key_that_another_start_made_meanwhile_is_the_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def be_slower(descriptor: int) -> None:
        real(descriptor)
        (tmp_path / "secret.key").write_text(RAW.hex())

    monkeypatch.setattr(os, "fsync", be_slower)
    assert load(tmp_path).secret == RAW
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]


def test_a_key_shows_nothing_and_is_not_pickled() -> None:
    key = MasterKey(RAW)
    assert repr(key) == str(key) == "MasterKey(...)"
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not pickled"):
            leak(key)


def test_a_key_has_thirty_two_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        MasterKey(b"short")


def test_the_check_value_knows_its_key_and_no_other() -> None:
    key, other = MasterKey(RAW), MasterKey(RAW[::-1])
    assert check_value(key) == "7029a8dc63ba24b6af23612fe43d261c"
    assert verify(key, check_value(key))
    assert not verify(other, check_value(key))
    assert not verify(key, "")
    assert not verify(key, "ключ")


def test_the_words_of_a_master_key_are_taken_out_of_the_log(tmp_path: Path) -> None:
    load(tmp_path, "a passphrase of many words")
    load(tmp_path)
    made = (tmp_path / "secret.key").read_text().strip()
    assert redacted(f"with a passphrase of many words and {made}.") == "with [redacted] and [redacted]."


def test_the_next_key_waits_beside_the_old_one_and_takes_its_place_in_one_step(tmp_path: Path) -> None:
    old = load(tmp_path)
    new = next_master_key(tmp_path)
    assert next_master_key(tmp_path) == new != old
    assert (tmp_path / NEXT).stat().st_mode & 0o777 == 0o600
    assert load(tmp_path) == old
    take_next_key(tmp_path)
    assert load(tmp_path) == new
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]


def test_a_rotation_is_finished_only_with_the_key_that_the_database_asks_for(tmp_path: Path) -> None:
    old = load(tmp_path)
    assert finish_rotation(tmp_path, check_value(old)) is None
    new = next_master_key(tmp_path)
    assert finish_rotation(tmp_path, check_value(old)) is None
    assert load(tmp_path) == old
    assert finish_rotation(tmp_path, check_value(new)) == new
    assert load(tmp_path) == new


def test_each_use_has_bytes_of_its_own() -> None:
    key = MasterKey(RAW)
    assert key.derived(b"one use") == MasterKey(RAW).derived(b"one use")
    assert len({key.derived(b"one use"), key.derived(b"another"), MasterKey(bytes(32)).derived(b"one use"), RAW}) == 4
    assert len(key.derived(b"a name", 6)) == 6
