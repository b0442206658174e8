from rxchat.db.database import Database
from rxchat.db.providers.typed_model_repository import TypedModelRepository


async def test_models_come_back_by_provider_until_they_are_removed(database: Database, user_id: int):
    repository = TypedModelRepository(database, user_id)
    for provider, model in (("lab", "a/b:7b"), ("lab", "a"), ("claude", "x"), ("lab", "a")):
        await repository.add(provider, model)
    assert {provider: set(models) for provider, models in (await repository.all()).items()} == {
        "lab": {"a/b:7b", "a"},
        "claude": {"x"},
    }
    await repository.remove("lab", "a")
    assert await repository.all() == {"lab": ("a/b:7b",), "claude": ("x",)}
    await repository.add("lab", "c")
    await repository.remove("lab")
    assert await repository.all() == {"claude": ("x",)}


async def test_each_owner_has_their_own(database: Database, user_id: int, stranger_id: int):
    mine, other = TypedModelRepository(database, user_id), TypedModelRepository(database, stranger_id)
    await mine.add("lab", "a")
    await other.remove("lab")
    assert (await mine.all(), await other.all()) == ({"lab": ("a",)}, {})
