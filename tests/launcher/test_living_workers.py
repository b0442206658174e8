from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rxchat.config import Settings
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.workers import Worker
from rxchat.launcher.living_workers import living, problems

ONE = Worker(id="1", machine="here", pid=7, version="1.0", seen_at=datetime(2026, 11, 30, 1, 2, 3, tzinfo=UTC))


def test_a_file_has_none(tmp_path: Path):
    with pytest.raises(InvalidRequest, match="served by one process"):
        living(Settings(data_dir=tmp_path))


def test_what_differs_or_does_not_answer_is_a_problem():
    assert problems([]) == problems([ONE, replace(ONE, id="2")]) == []
    assert problems([ONE, replace(ONE, version="1.1")]) == ["here (pid 7) is rxchat 1.1 instead of 1.0."]
    assert problems([replace(ONE, is_late=True)]) == ["here (pid 7) hasn't been seen since 2026-11-30 01:02:03 UTC."]
