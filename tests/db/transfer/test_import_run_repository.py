"""Imports on several workers. On both databases, as the statements are the same."""

import pytest

from rxchat.db.database import Database
from rxchat.db.transfer.import_run_repository import ImportRunRepository
from rxchat.db.workers import WorkerRepository
from rxchat.domain.imports import ImportProgress
from rxchat.domain.workers import Worker

HALF = ImportProgress(share=0.5, conversations=3, messages=7, duplicates=1)


@pytest.fixture
async def runs(database: Database) -> ImportRunRepository:
    for name in ("other", "me"):
        await WorkerRepository(database).join(Worker(id=name, machine="here", pid=1, version="1"))
    return ImportRunRepository(database)


async def test_one_import_of_a_person_runs_and_all_workers_know_how_far_it_is(
    runs: ImportRunRepository, database: Database, user_id: int
):
    assert await runs.progress(user_id) is None
    assert await runs.begin(user_id)
    assert await runs.progress(user_id) == ImportProgress()
    await runs.note(user_id, HALF)
    database.open_answers.worker = "other"
    assert await runs.progress(user_id) == HALF
    assert not await runs.begin(user_id)
    await runs.end(user_id)  # of this worker there is none
    assert await runs.progress(user_id) == HALF
    database.open_answers.worker = "me"
    await runs.end(user_id)
    assert await runs.progress(user_id) is None


async def test_what_a_dead_worker_or_an_earlier_import_left_is_in_nobodys_way(
    runs: ImportRunRepository, database: Database, user_id: int
):
    assert await runs.begin(user_id)
    assert await runs.begin(user_id)  # here nothing runs any more, or it would not be asked
    database.open_answers.worker = "other"
    await WorkerRepository(database).end(["me"])
    assert await runs.progress(user_id) is None
    assert await runs.begin(user_id)
