"""A zip archive that is written while it is made."""

import io
import zipfile
from datetime import UTC, datetime, timedelta, timezone

import pytest

from rxchat.services.transfer.zip_stream import ZipStream, file_name

AT = datetime(2026, 1, 2, 23, 30, tzinfo=timezone(timedelta(hours=-2)))


def test_the_pieces_joined_are_an_archive():
    packed = ZipStream()
    first = packed.add("a.md", "é" * 5000, AT)
    pieces = [first, packed.add("b.md", "\ud800", datetime(1, 1, 1, tzinfo=UTC)), packed.end()]
    assert all(pieces)
    assert len(first) < 5000
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert archive.read("a.md").decode() == "é" * 5000
        assert archive.read("b.md") == b"?"
        assert [info.date_time[:3] for info in archive.infolist()] == [(2026, 1, 3), (1980, 1, 1)]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Holiday", "2026-01-03 Holiday (7).md"),
        ("../../etc/passwd\n", "2026-01-03 etc passwd (7).md"),
        (' a:b*c?"<>|\\ ', "2026-01-03 a b c (7).md"),
        ("...", "2026-01-03 Untitled (7).md"),
        ("x" * 300, f"2026-01-03 {'x' * 80} (7).md"),
    ],
)
def test_a_name_fits_every_file_system(title: str, name: str):
    assert file_name(title, AT, 7) == name


def test_a_date_beyond_what_a_zip_can_hold_is_its_last():
    packed = ZipStream()
    whole = packed.add("a", "", datetime(9999, 1, 1, tzinfo=UTC)) + packed.end()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.infolist()[0].date_time[0] == 2107
