from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import downgrade, migrate
from rxchat.db.providers.endpoint_repository import EndpointRepository
from rxchat.domain.endpoints import Endpoint

LAB = Endpoint(name="custom-my-lab", label="My lab", base_url="http://localhost:8080/v1")
OFFICE = Endpoint(name="custom-office", label="Office", base_url="https://models.example.org/v1")


async def test_endpoints_come_back_as_they_were_until_they_are_removed(database: Database, user_id: int):
    repository = EndpointRepository(database, user_id)
    await repository.add(OFFICE)
    await repository.add(LAB)
    assert await repository.all() == [LAB, OFFICE]
    await repository.remove(LAB.name)
    await repository.remove(LAB.name)
    assert await repository.all() == [OFFICE]


async def test_a_name_stands_for_one(database: Database, user_id: int):
    repository = EndpointRepository(database, user_id)
    await repository.add(LAB)
    with pytest.raises(IntegrityError):
        await repository.add(LAB)
    assert await repository.all() == [LAB]


async def test_each_owner_has_their_own(database: Database, user_id: int, stranger_id: int):
    mine, other = EndpointRepository(database, user_id), EndpointRepository(database, stranger_id)
    await mine.add(LAB)
    await other.add(LAB)
    await other.remove(LAB.name)
    assert (await mine.all(), await other.all()) == ([LAB], [])


async def test_a_certificate_authority_is_kept_changed_and_removed(database: Database, user_id: int, stranger_id: int):
    mine, other = EndpointRepository(database, user_id), EndpointRepository(database, stranger_id)
    own = replace(LAB, certificate_authority="-----BEGIN CERTIFICATE-----\n")
    await mine.add(own)
    await mine.add(OFFICE)
    await other.add(LAB)
    assert await mine.all() == [own, OFFICE]
    await mine.set_certificate_authority(LAB.name, "new")
    await mine.set_certificate_authority("custom-nothing", "new")
    assert (await mine.all(), await other.all()) == ([replace(LAB, certificate_authority="new"), OFFICE], [LAB])
    await mine.set_certificate_authority(LAB.name, None)
    assert await mine.all() == [LAB, OFFICE]


@pytest.mark.sqlite
async def test_an_endpoint_loses_only_its_authority_on_the_way_down(path: Path, user_id: int, database: Database):
    await EndpointRepository(database, user_id).add(replace(LAB, certificate_authority="x"))
    await database.aclose()
    downgrade(path, "0032", on_step=lambda _: None)
    migrate(path, on_step=lambda _: None)
    again = Database(path)
    kept = await EndpointRepository(again, user_id).all()
    await again.aclose()
    assert kept == [LAB]
