import threading
from time import monotonic

import pytest
from sqlalchemy import URL, make_url, text

from rxchat.db.postgres import postgres_locks
from rxchat.db.postgres.postgres_database import upgrading_engine
from rxchat.db.postgres.postgres_locks import ServingLocks, count_serving
from rxchat.domain.errors import StartupFailed


@pytest.fixture(params=["session", "transaction"])
def url(request: pytest.FixtureRequest, empty_url: URL) -> URL:
    return empty_url if request.param == "session" else empty_url.update_query_dict({"pooler": "transaction"})


def locks(url: URL) -> ServingLocks:
    return ServingLocks(make_url(url), "database")


def test_several_serve_at_once_and_know_of_each_other(url: URL):
    with locks(url).shared(pytest.fail) as first:
        assert first.others() == 0
        with locks(url).shared(pytest.fail):
            assert first.others() == 1
        assert first.others() == 0


def test_nobody_changes_what_is_served(url: URL):
    refused = pytest.raises(StartupFailed, match="in use by another rxchat")
    with locks(url).shared(pytest.fail), refused, locks(url).alone(pytest.fail):
        pytest.fail("it is served")
    with locks(url).alone(pytest.fail):
        pass


@pytest.mark.parametrize("kind", ["shared", "alone"])
def test_one_that_changes_it_is_waited_for(url: URL, kind: str):
    is_waiting, has_locked = threading.Event(), threading.Event()

    def wait() -> None:
        with getattr(locks(url), kind)(lambda _: is_waiting.set()):
            has_locked.set()

    thread = threading.Thread(target=wait)
    with locks(url).alone(pytest.fail):
        thread.start()
        assert is_waiting.wait(30)
        assert not has_locked.is_set()
    assert has_locked.wait(30)
    thread.join()


def test_a_lock_whose_connection_is_cut_is_taken_again(
    url: URL, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(postgres_locks, "LOOK_SECONDS", 0.02)
    cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()"
    cut += " AND pid != pg_backend_pid()"
    engine = upgrading_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with locks(url).shared(pytest.fail), engine.connect() as looking:
        assert looking.scalar(text(cut)) == 1
        until = monotonic() + 30
        while "held again" not in caplog.text:
            assert monotonic() < until
        assert count_serving(looking) == 1
    assert "was lost" in caplog.text
