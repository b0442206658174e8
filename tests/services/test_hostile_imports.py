"""Files that want to do harm, made from seeds: an import of one ends in words, and leaves a database that can be read."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

from corpora.imports import hostile_file
from transfers import export_service, import_service

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.errors import InvalidRequest
from rxchat.services.transfer.import_batches import batches_of
from rxchat.services.transfer.import_files import ImportFile

READ = 300
IMPORTED = 40


def test_reading_one_ends_in_words(tmp_path: Path):
    file = tmp_path / "upload"
    outcomes: Counter[str] = Counter()
    for seed in range(READ):
        file.write_bytes(hostile_file(random.Random(seed)))
        try:
            outcomes["read"] += sum(len(batch.archives) for batch in batches_of(ImportFile(file)))
        except InvalidRequest as error:
            outcomes[error.message] += 1
            outcomes["hints"] += error.hint != ""
    assert outcomes["read"] > READ / 4
    assert outcomes["hints"] == sum(outcomes.values()) - outcomes["read"] - outcomes["hints"]
    assert len(outcomes) > 8


async def test_what_is_imported_of_them_can_be_read(tmp_path: Path, database: Database, user: int, messages: MessageRepository):
    imports = import_service(database)
    conversations = ConversationRepository(database)
    exports = export_service(database)
    file = tmp_path / "upload"
    refused = 0
    for seed in range(READ, READ + IMPORTED):
        file.write_bytes(hostile_file(random.Random(seed)))
        try:
            previewed, told = await imports.preview(user, file), await imports.run(user, file)
            assert replace(told, first_at=None, last_at=None) == replace(previewed, first_at=None, last_at=None)
        except InvalidRequest:
            refused += 1
    found = await conversations.list_recent(user, limit=999)
    assert found
    assert 0 < refused < IMPORTED
    for conversation in found:
        assert await messages.list_visible(user, conversation.id)
        await messages.newest(user, conversation.id, limit=50)
        await exports.as_json(user, conversation.id)
        await exports.as_markdown(user, conversation.id)
    assert await database.check() == []
