import sys
from pathlib import Path

import pytest
from launch import free_port
from redis_server import RedisServer

from rxchat.domain.errors import StartupFailed
from rxchat.launcher.diagnostics import redis
from rxchat.launcher.findings import Level
from rxchat.launcher.redis_check import check_redis


def test_a_server_is_checked_by_a_message(tmp_path: Path):
    with RedisServer(tmp_path) as server:
        assert f"127.0.0.1:{server.port}" in check_redis(server.url)
        assert [finding.level for finding in redis(server.url)] == [Level.OK]


def test_without_one_there_is_nothing_to_say():
    assert list(redis(None)) == []


def test_a_server_that_is_not_there_is_a_failure_with_advice():
    (finding,) = redis(f"redis://127.0.0.1:{free_port()}")
    assert (finding.level, finding.name) == (Level.FAIL, "Redis")
    assert "doesn't answer" in finding.text
    assert finding.advice


def test_a_missing_client_is_said_in_words(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(sys.modules, "rxchat.cluster.redis_connection", raising=False)
    for name in ["redis", *(name for name in sys.modules if name.startswith("redis."))]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(StartupFailed, match="can't use Redis here") as caught:
        check_redis("redis://127.0.0.1:1")
    assert "pip install redis" in caught.value.hint
