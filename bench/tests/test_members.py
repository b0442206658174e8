import pytest

from bench.failure import MeasurementFailed
from bench.members import cluster_settings


def test_the_servers_are_somebodys_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BENCH_DATABASE_URL", raising=False)
    monkeypatch.delenv("BENCH_REDIS_URL", raising=False)
    with pytest.raises(MeasurementFailed, match="BENCH_DATABASE_URL isn't set"):
        cluster_settings()

    monkeypatch.setenv("BENCH_DATABASE_URL", "postgresql://db/chat")
    assert cluster_settings() == {"RXCHAT_DATABASE_URL": "postgresql://db/chat"}
    monkeypatch.setenv("BENCH_REDIS_URL", "redis://bus")
    assert cluster_settings()["RXCHAT_REDIS_URL"] == "redis://bus"
