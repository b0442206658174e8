"""The library services, as they are put together."""

from rxchat.domain.projects import ProjectQuery
from rxchat.wiring.container import Services


async def test_the_library_reads_the_database_that_is_served(built: Services):
    assert await built.library.projects.list_projects(built.auth.local_user_id, ProjectQuery()) == []
