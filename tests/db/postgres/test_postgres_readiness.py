from sqlalchemy import URL

from rxchat.db.postgres.postgres_database import PostgresDatabase


async def test_a_server_that_is_written_is_ready(postgres_url: URL):
    database = PostgresDatabase(postgres_url)
    assert await database.readiness.problem() == ""
    await database.aclose()


async def test_a_server_that_is_gone_is_a_problem():
    nowhere = PostgresDatabase(URL.create("postgresql", username="ada", host="127.0.0.1", port=1, database="chat"))
    assert "doesn't answer" in await nowhere.readiness.problem()
    await nowhere.aclose()
