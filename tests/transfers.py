"""Export and import services of a database."""

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.transfer.archive_repository import ArchiveRepository
from rxchat.db.transfer.import_repository import ImportRepository
from rxchat.db.transfer.import_run_repository import ImportRunRepository
from rxchat.db.transfer.library_archive_repository import LibraryArchiveRepository
from rxchat.db.transfer.library_import_repository import LibraryImportRepository
from rxchat.db.transfer.shared_message_repository import SharedMessageRepository
from rxchat.services.transfer.exports import ExportService
from rxchat.services.transfer.imports import ImportService
from rxchat.services.transfer.library_exports import LibraryExports
from rxchat.services.transfer.library_imports import LibraryImports


def export_service(database: Database) -> ExportService:
    library = LibraryExports(LibraryArchiveRepository(database), SharedMessageRepository(database))
    return ExportService(ArchiveRepository(database), library, ConversationRepository(database), MessageRepository(database))


def import_service(
    database: Database, imports: ImportRepository | None = None, runs: ImportRunRepository | None = None
) -> ImportService:
    library = LibraryImports(LibraryArchiveRepository(database), LibraryImportRepository(database))
    archives = ArchiveRepository(database)
    shared = SharedMessageRepository(database)
    return ImportService(imports or ImportRepository(database), archives, library, shared, runs=runs)
