"""Snapshot imports: what share links showed where a file comes from, for those that the import added."""

from collections.abc import Sequence

from rxchat.db.transfer.shared_message_repository import SharedMessageRepository
from rxchat.db.write_batches import WriteBatches
from rxchat.domain.archives import ArchivedSharedMessage


class SnapshotImport:
    """One import. `share_ids` are the links that it added, by the ids of the document that is being read."""

    def __init__(self, messages: SharedMessageRepository) -> None:
        self._messages = messages
        self.share_ids: dict[int, int] = {}

    def start(self) -> None:
        """Another document begins: its ids are its own."""
        self.share_ids.clear()

    async def add(self, messages: Sequence[ArchivedSharedMessage]) -> None:
        """Add the messages of links that were added, in their order. Those of others are here already."""
        own = [message for message in messages if message.share_id in self.share_ids]
        for batch in WriteBatches(own, [len(message.content) + len(message.images or "") for message in own]):
            await self._messages.add(batch, self.share_ids)
