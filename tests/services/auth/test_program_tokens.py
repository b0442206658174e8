"""Tokens of programs: made, listed, found by their secrets and revoked."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from rxchat.db.accounts.program_token_repository import ProgramTokenRepository
from rxchat.db.accounts.session_repository import SessionRepository
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.domain.errors import InvalidRequest, NotFound, NotSaved
from rxchat.domain.program_tokens import LONGEST_NAME, PREFIX, NewToken
from rxchat.services.auth.accounts import AccountService
from rxchat.services.auth.program_tokens import ProgramTokenService

EDITOR = NewToken(name="Editor", models=("acme:large", "bravo:*"), monthly_limit=Decimal("7.50"))


@pytest.fixture
def tokens(database: Database) -> ProgramTokenService:
    return ProgramTokenService(ProgramTokenRepository(database))


async def test_a_token_is_found_by_its_secret_until_it_is_revoked(tokens: ProgramTokenService, user: int):
    made, secret = await tokens.create(user, EDITOR)
    assert secret.startswith(PREFIX)
    assert (made.name, made.models, made.monthly_limit, made.hint) == ("Editor", EDITOR.models, Decimal("7.50"), secret[-4:])
    found = await tokens.find(secret)
    assert found is not None
    assert (found.id, found.user_id) == (made.id, user)
    for wrong in (secret[:-1], secret + "x", secret.removeprefix(PREFIX), PREFIX, "sk-ant-api03-other", "é"):
        assert await tokens.find(wrong) is None
    await tokens.revoke(user, made.id)
    assert await tokens.find(secret) is None
    assert await tokens.list_of(user) == []
    with pytest.raises(NotFound):
        await tokens.revoke(user, made.id)


async def test_the_secret_is_stored_nowhere(tokens: ProgramTokenService, user: int, database: Database):
    _, secret = await tokens.create(user, EDITOR)
    await tokens.find(secret)
    await database.aclose()
    files = list(database.path.parent.glob("rxchat.db*"))
    assert files
    assert not any(secret.removeprefix(PREFIX).encode() in file.read_bytes() for file in files)


async def test_a_token_ends_at_its_expiry(database: Database, user: int):
    now = datetime.now(UTC)
    repository = ProgramTokenRepository(database)
    earlier = ProgramTokenService(repository, now=lambda: now - timedelta(days=2))
    _, secret = await earlier.create(user, NewToken(name="Old", expires_at=now - timedelta(days=1)))
    _, other = await earlier.create(user, NewToken(name="New", expires_at=now + timedelta(days=1)))
    assert await earlier.find(secret) is None
    assert await earlier.find(other) is not None
    assert [token.name for token in await earlier.list_of(user)] == ["New", "Old"]


async def test_a_token_dies_with_its_account(database: Database, tokens: ProgramTokenService):
    users = UserRepository(database)
    accounts = AccountService(users, SessionRepository(database))
    eve = await accounts.add("eve@example.org", "Eve", "correct horse battery")
    _, secret = await tokens.create(eve, EDITOR)
    await accounts.set_disabled("eve@example.org", is_disabled=True)
    assert await tokens.find(secret) is None
    await accounts.set_disabled("eve@example.org", is_disabled=False)
    assert await tokens.find(secret) is not None


async def test_nobody_revokes_or_sees_somebody_elses(database: Database, tokens: ProgramTokenService, user: int):
    accounts = AccountService(UserRepository(database), SessionRepository(database))
    eve = await accounts.add("eve@example.org", "Eve", "correct horse battery")
    made, secret = await tokens.create(user, EDITOR)
    await tokens.create(eve, EDITOR)  # names are each person's own
    assert [token.user_id for token in await tokens.list_of(eve)] == [eve]
    with pytest.raises(NotFound):
        await tokens.revoke(eve, made.id)
    assert await tokens.find(secret) is not None


async def test_last_use_is_kept_to_the_minute(database: Database, user: int):
    repository, offset = ProgramTokenRepository(database), timedelta()
    tokens = ProgramTokenService(repository, now=lambda: datetime.now(UTC) + offset)
    _, secret = await tokens.create(user, EDITOR)
    assert (await tokens.list_of(user))[0].last_used_at is None
    for _ in range(3):
        await tokens.find(secret)
    used = (await tokens.list_of(user))[0].last_used_at
    assert used is not None
    assert datetime.now(UTC) - used < timedelta(minutes=1)


async def test_a_use_that_cannot_be_saved_refuses_nothing(
    tokens: ProgramTokenService, user: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    _, secret = await tokens.create(user, EDITOR)

    async def busy(_self: object, _token_id: int) -> None:
        raise NotSaved("The database is busy.")

    monkeypatch.setattr(ProgramTokenRepository, "touch", busy)
    assert await tokens.find(secret) is not None
    assert "could not be saved" in caplog.text
    assert secret not in caplog.text


@pytest.mark.parametrize(
    "new",
    [
        NewToken(name=" \u200b "),
        NewToken(name="x" * (LONGEST_NAME + 1)),
        NewToken(name="a", models=("large",)),
        NewToken(name="a", models=("acme: large",)),
        NewToken(name="a", models=("",)),
        NewToken(name="a", models=("acme:large",) * 1 + tuple(f"acme:{number}" for number in range(200))),
        NewToken(name="a", monthly_limit=Decimal(-1)),
        NewToken(name="a", monthly_limit=Decimal("NaN")),
        NewToken(name="a", expires_at=datetime(2020, 1, 1, tzinfo=UTC)),
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_way_out(tokens: ProgramTokenService, user: int, new: NewToken):
    with pytest.raises(InvalidRequest) as caught:
        await tokens.create(user, new)
    assert caught.value.hint


async def test_a_name_is_used_once_at_a_time(tokens: ProgramTokenService, user: int):
    made, _ = await tokens.create(user, EDITOR)
    with pytest.raises(InvalidRequest, match="already"):
        await tokens.create(user, NewToken(name=" editor "))
    await tokens.revoke(user, made.id)
    await tokens.create(user, NewToken(name="Editor"))
