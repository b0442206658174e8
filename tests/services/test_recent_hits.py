"""Each key is let through so often, and no more than a bounded number of them is remembered."""

import pytest

from rxchat.services import recent_hits
from rxchat.services.recent_hits import RecentHits, hashed


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_beyond_the_limit_a_key_waits_until_its_oldest_hit_is_over():
    clock = Clock()
    hits = RecentHits(3, 60.0, clock)
    for second in range(3):
        clock.now = float(second)
        assert hits.hit("192.0.2.1") == 0.0
    clock.now = 10.0
    assert hits.hit("192.0.2.1") == 50.0
    assert hits.hit("192.0.2.2") == 0.0
    clock.now = 60.0
    assert hits.hit("192.0.2.1") == 0.0
    assert hits.hit("192.0.2.1") == 1.0


def test_the_oldest_keys_are_forgotten(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(recent_hits, "MOST_KEYS", 10)
    hits = RecentHits(1, 60.0)
    for number in range(25):
        assert hits.hit(f"name {number}") == 0.0
    assert len(hits) == 10
    assert hits.hit("name 24") > 0
    assert hits.hit("name 0") == 0.0


def test_a_name_can_not_be_read_back():
    assert hashed("192.0.2.1") == hashed("192.0.2.1") != hashed("192.0.2.2")
    assert "192" not in hashed("192.0.2.1") or len(hashed("192.0.2.1")) == 16
