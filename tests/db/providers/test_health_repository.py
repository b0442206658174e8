import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import downgrade, migrate
from rxchat.db.providers.health_repository import HealthRepository
from rxchat.domain.errors import AuthenticationFailed, failure_of
from rxchat.domain.health import Health

REFUSED = failure_of(AuthenticationFailed("Acme rejected your API key.", provider="acme"))
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


def test_what_vendors_said_before_is_forgotten_at_the_upgrade(path: Path, sql: Callable[..., list[tuple[object, ...]]]):
    downgrade(path, "0015", on_step=lambda _: None)
    told = json.dumps({"code": "server_fault", "message": "Acme has a fault: my secret plan", "hint": "About my secret plan"})
    sql(path, "INSERT INTO users (id, email) VALUES (7, 'a')")
    new = "INSERT INTO provider_health (user_id, provider, failure, last_failure) VALUES (7, ?, ?, ?)"
    for provider, failure in (("acme", told), ("odd", "secret nonsense"), ("list", '["my secret plan"]')):
        sql(path, new, provider, failure, failure)
    sql(path, "INSERT INTO provider_health (user_id, provider) VALUES (7, 'well')")
    migrate(path, on_step=lambda _: None)
    rows = {str(name): failure for name, failure in sql(path, "SELECT provider, failure FROM provider_health WHERE user_id = 7")}
    assert "secret" not in repr(sql(path, "SELECT * FROM provider_health"))
    assert json.loads(str(rows["acme"]))["code"] == "server_fault"
    assert (rows["odd"], rows["list"], rows["well"]) == (None, None, None)
