"""What a report calls the calls of a token, also after it was revoked, and of whom."""

from rxchat.db.accounts.program_token_repository import ProgramTokenRepository
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.db.usage.call_repository import CallRepository
from rxchat.db.usage.token_names import token_names
from rxchat.db.usage.usage_report_repository import UsageReportRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.program_tokens import NewToken
from rxchat.domain.usage_reports import Grouping, Period


async def test_calls_are_reported_under_the_names_of_their_tokens(database: Database):
    users, tokens, calls = UserRepository(database), ProgramTokenRepository(database), CallRepository(database)
    mine, hers = await users.local_user(), await users.add("eve@example.org", "Eve", "hash")
    made = {name: (await tokens.add(mine, NewToken(name=name), "secret", name)).id for name in ("Editor", "Old")}
    other = (await tokens.add(hers, NewToken(name="Hers"), "secret", "digest")).id
    await tokens.revoke(mine, made["Old"])
    for user, token_id in ((mine, made["Editor"]), (mine, made["Editor"]), (mine, made["Old"]), (mine, None), (hers, other)):
        await calls.record(user, "acme", "large", Outcome(status=MessageStatus.COMPLETE), token_id=token_id)
    async with database.session() as session:
        assert set((await token_names(session, mine)).values()) == {"Editor", "Old (revoked)"}
    report = await UsageReportRepository(database).report(mine, Grouping.TOKEN, Period())
    assert {line.token: line.figures.requests for line in report.lines} == {"Editor": 2, "": 1, "Old (revoked)": 1}
    spent = await UsageReportRepository(database).spent(mine, Period(), token_id=made["Editor"])
    assert spent["acme"].unpriced == 2
