"""The rows of tokens: what is unreadable opens nothing, and nobody has endless ones."""

import pytest
from sqlalchemy import text

from rxchat.db.accounts import program_token_repository
from rxchat.db.accounts.program_token_repository import ProgramTokenRepository
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.program_tokens import NewToken


@pytest.mark.parametrize("stored", ["", "no json", "7", "[]", "{}"])
async def test_an_unreadable_list_of_models_allows_none(database: Database, stored: str):
    tokens, user = ProgramTokenRepository(database), await UserRepository(database).local_user()
    await tokens.add(user, NewToken(name="Editor", models=("acme:large",)), "secret", "digest")
    async with database.transaction() as session:
        await session.execute(text("UPDATE program_tokens SET models = :stored"), {"stored": stored})
    found = await tokens.find("digest")
    assert found is not None
    assert not found.allows("acme", "large")


async def test_there_is_an_end_to_them(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(program_token_repository, "MOST_TOKENS", 2)
    tokens, user = ProgramTokenRepository(database), await UserRepository(database).local_user()
    for number in range(2):
        await tokens.add(user, NewToken(name=str(number)), "secret", str(number))
    with pytest.raises(InvalidRequest, match="2 tokens"):
        await tokens.add(user, NewToken(name="3"), "secret", "3")
