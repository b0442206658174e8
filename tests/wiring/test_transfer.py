"""The transfer services, as they are put together."""

from rxchat.config import Settings
from rxchat.wiring.container import Services


async def test_an_upload_lies_in_the_data_directory_and_only_while_it_is_read(built: Services, settings: Settings):
    async def content():
        yield b"[]"

    async with built.transfer.uploads.kept(content()) as path:
        assert path.is_relative_to(settings.data_dir / "uploads")
        assert path.read_bytes() == b"[]"
    assert not path.exists()


async def test_a_conversation_is_exported(built: Services):
    user = built.auth.local_user_id
    made = await built.chat.conversations.create(user, title="Mine", provider="claude", model="m")
    assert "Mine" in await built.transfer.exports.as_markdown(user, made)
