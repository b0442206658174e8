"""Having one answer written; the rest is tested with the service, in test_generations.py."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from fakes.acme import DONE, AcmeProvider
from pictures import png

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import migrate
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.chunks import ThinkingDelta, UsageUpdate
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.messages import ImagePart
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.turns import NewTurn
from rxchat.domain.usage import Usage
from rxchat.services.chat.generation import Generation
from rxchat.services.chat.provider_call import ProviderCall
from rxchat.services.chat.runner import AnswerRunner
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.reservations import Reservation
from rxchat.services.write_retries import WriteRetries

PIXEL = ImagePart(media_type="image/png", data=png())


async def test_a_provider_with_a_fault_of_its_own_ends_its_answer_and_nothing_else(tmp_path: Path):
    usage = Usage(output_tokens=1)
    outcome = await _written(tmp_path, ThinkingDelta(text="hm"), "Half", UsageUpdate(usage=usage), KeyError("detail"))
    assert outcome.status is MessageStatus.ERROR
    assert outcome.failure is not None
    assert outcome.failure.hint != ""
    assert "detail" not in outcome.failure.message
    assert outcome.usage == usage


async def test_an_answer_that_cannot_be_saved_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    outcome = await _written(tmp_path, "Hello", DONE, gone="true")
    assert outcome.status is MessageStatus.ERROR
    assert outcome.failure is not None
    assert outcome.failure.code == "not_saved"
    assert "could not be saved" in caplog.text


async def test_a_request_that_cannot_be_built_ends_its_answer_like_a_call_that_failed(tmp_path: Path):
    outcome = await _written(tmp_path, images=(PIXEL,), gone="role = 'user'")
    assert outcome.status is MessageStatus.ERROR
    assert outcome.failure is not None
    assert outcome.failure.code == "not_found"
    with closing(sqlite3.connect(tmp_path / "rxchat.db")) as saved:
        assert saved.execute("SELECT role, status FROM messages").fetchall() == [("assistant", "error")]


async def _written(tmp_path: Path, *chunks: object, images: tuple[ImagePart, ...] = (), gone: str = "") -> Outcome:
    path = tmp_path / "rxchat.db"
    migrate(path, on_step=lambda _: None)
    database = Database(path)
    messages = MessageRepository(database)
    user = await UserRepository(database).local_user()
    turn = await messages.begin_turn(
        NewTurn(user_id=user, conversation_id=None, text="Hi", title="Hi", provider="acme", model="known", images=images),
        history_limit=1,
    )
    acme = AcmeProvider()
    acme.say(*chunks)  # pyright: ignore[reportArgumentType]
    generation = Generation(turn=turn, user_id=user, provider="acme", model="known")
    call = ProviderCall(acme, "known", pricing=Pricing(), health=HealthTracker(), clock=time.monotonic)
    runner = AnswerRunner(
        generation,
        call,
        messages,
        AnswerOptions(),
        reservation=Reservation("acme", None, 0),
        late_writes=WriteRetries(),
        on_late=lambda: None,
    )
    if gone:
        with closing(sqlite3.connect(path)) as other:
            other.execute(f"DELETE FROM messages WHERE {gone}")
            other.commit()
    outcome = await runner.run()
    await database.aclose()
    return outcome


async def test_reasoning_that_only_its_end_gives_away_is_saved_as_reasoning(tmp_path: Path):
    await _written(tmp_path, "The user greets.\n</th", "ink>\n\nHello!", DONE)
    with closing(sqlite3.connect(tmp_path / "rxchat.db")) as saved:
        row = saved.execute("SELECT content, thinking, status FROM messages ORDER BY id DESC LIMIT 1").fetchone()
    assert row == ("Hello!", "The user greets.", "complete")
