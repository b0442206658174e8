"""Transfer services: exports, imports, and the files uploaded for them."""

from dataclasses import dataclass

from rxchat.config import Settings
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.transfer.archive_repository import ArchiveRepository
from rxchat.db.transfer.import_repository import ImportRepository
from rxchat.services.events import EventBus
from rxchat.services.transfer.exports import ExportService
from rxchat.services.transfer.imports import ImportService
from rxchat.services.transfer.upload_store import UploadStore


@dataclass(frozen=True, kw_only=True)
class TransferServices:
    exports: ExportService
    imports: ImportService
    uploads: UploadStore


def build_transfer(settings: Settings, database: Database, events: EventBus) -> TransferServices:
    archives = ArchiveRepository(database)
    return TransferServices(
        exports=ExportService(archives, ConversationRepository(database), MessageRepository(database)),
        imports=ImportService(ImportRepository(database), archives, events),
        uploads=UploadStore(settings.data_dir / "uploads"),
    )
