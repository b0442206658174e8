"""Transfer services: exports, imports, and the files uploaded for them."""

from dataclasses import dataclass

from rxchat.config import Settings
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.transfer.archive_repository import ArchiveRepository
from rxchat.db.transfer.import_repository import ImportRepository
from rxchat.db.transfer.import_run_repository import ImportRunRepository
from rxchat.db.transfer.library_archive_repository import LibraryArchiveRepository
from rxchat.db.transfer.library_import_repository import LibraryImportRepository
from rxchat.db.transfer.shared_message_repository import SharedMessageRepository
from rxchat.services.events import EventBus
from rxchat.services.transfer.exports import ExportService
from rxchat.services.transfer.imports import ImportService
from rxchat.services.transfer.library_exports import LibraryExports
from rxchat.services.transfer.library_imports import LibraryImports
from rxchat.services.transfer.prompt_files import PromptFiles
from rxchat.services.transfer.upload_store import UploadStore


@dataclass(frozen=True, kw_only=True)
class TransferServices:
    exports: ExportService
    imports: ImportService
    prompts: PromptFiles
    uploads: UploadStore


def build_transfer(settings: Settings, database: Database, events: EventBus) -> TransferServices:
    archives = ArchiveRepository(database)
    library, library_rows = LibraryArchiveRepository(database), LibraryImportRepository(database)
    shared = SharedMessageRepository(database)
    runs = None if database.is_file else ImportRunRepository(database)
    exports = LibraryExports(library, shared)
    imports = LibraryImports(library, library_rows)
    return TransferServices(
        exports=ExportService(archives, exports, ConversationRepository(database), MessageRepository(database)),
        imports=ImportService(ImportRepository(database), archives, imports, shared, events, runs),
        prompts=PromptFiles(library, library_rows, events),
        uploads=UploadStore(settings.data_dir / "uploads"),
    )
