from rxchat.db.database import Database
from rxchat.db.library.prompt_repository import PromptRepository
from rxchat.domain.library import LibraryQuery
from rxchat.services.library.prompts import PromptService


async def test_somebody_new_has_no_prompts(database: Database) -> None:
    prompts = PromptService(PromptRepository(database))
    assert await prompts.list_prompts(1, LibraryQuery()) == []
    assert await prompts.list_categories(1) == []
