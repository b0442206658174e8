from dataclasses import replace
from datetime import UTC, datetime

from rxchat.db.engine import Database
from rxchat.db.health import HealthRepository
from rxchat.domain.errors import AuthenticationFailed, failure_of
from rxchat.domain.health import Health

REFUSED = failure_of(AuthenticationFailed("Acme refuses the key.", provider="acme"))
WORKED = Health(last_success_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), latency_ms=12)
FAILED = replace(WORKED, failure=REFUSED, last_failure=REFUSED, last_failure_at=datetime(2026, 1, 2, 3, 5, tzinfo=UTC))


async def test_what_is_kept_comes_back_as_it_was_and_the_newest_wins(database: Database, user_id: int):
    repository = HealthRepository(database, user_id)
    assert await repository.all() == {}
    await repository.put({"acme": WORKED, "claude": WORKED})
    await repository.put({"acme": FAILED})
    assert await repository.all() == {"acme": FAILED, "claude": WORKED}


async def test_what_is_blank_is_forgotten(database: Database, user_id: int):
    repository = HealthRepository(database, user_id)
    await repository.put({"acme": FAILED, "claude": WORKED})
    await repository.put({"acme": Health(), "never": Health()})
    assert await repository.all() == {"claude": WORKED}


async def test_each_owner_of_keys_has_their_own(database: Database, user_id: int, stranger_id: int):
    mine, other = HealthRepository(database, user_id), HealthRepository(database, stranger_id)
    await mine.put({"acme": FAILED})
    await other.put({"acme": WORKED})
    await other.put({"acme": Health()})
    assert (await mine.all(), await other.all()) == ({"acme": FAILED}, {})
