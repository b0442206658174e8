import threading

import pytest
from sqlalchemy import URL, make_url

from rxchat.db.postgres.postgres_locks import ServingLocks, count_serving
from rxchat.domain.errors import StartupFailed


@pytest.fixture(params=["session", "transaction"])
def url(request: pytest.FixtureRequest, empty_url: URL) -> URL:
    return empty_url if request.param == "session" else empty_url.update_query_dict({"pooler": "transaction"})


def locks(url: URL) -> ServingLocks:
    return ServingLocks(make_url(url), "database")


def test_several_serve_at_once_and_know_of_each_other(url: URL):
    with locks(url).shared(pytest.fail) as first:
        assert count_serving(first) == 0
        with locks(url).shared(pytest.fail):
            assert count_serving(first) == 1
        assert count_serving(first) == 0


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
