"""Chat services: conversations, their messages, and the answers to them."""

from contextlib import AsyncExitStack
from dataclasses import dataclass

from rxchat.db.conversations.conversation_batch_repository import ConversationBatchRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.instruction_repository import InstructionRepository
from rxchat.db.conversations.model_choice_repository import ModelChoiceRepository
from rxchat.db.conversations.trash_repository import TrashRepository
from rxchat.db.conversations.unread_repository import UnreadRepository
from rxchat.db.database import Database
from rxchat.db.messages.attachment_repository import AttachmentRepository
from rxchat.db.messages.branch_repository import BranchRepository
from rxchat.db.messages.growing_answers import GrowingAnswerRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.messages.message_trash import MessageTrashRepository
from rxchat.db.messages.summary_repository import SummaryRepository
from rxchat.db.usage.call_repository import CallRepository
from rxchat.services.chat.attachments import AttachmentService
from rxchat.services.chat.compaction import CompactionService
from rxchat.services.chat.completions import CompletionService
from rxchat.services.chat.conversation_batches import ConversationBatchService
from rxchat.services.chat.conversation_context import ContextService
from rxchat.services.chat.conversations import ConversationService
from rxchat.services.chat.generations import GenerationService
from rxchat.services.chat.instructions import InstructionService
from rxchat.services.chat.message_deletion import MessageDeletion
from rxchat.services.chat.messages import MessageService
from rxchat.services.chat.summarizer import Summarizer
from rxchat.services.chat.title_generation import TitleWriter
from rxchat.services.chat.trash import TrashService
from rxchat.services.chat.unread import UnreadService
from rxchat.services.events import AnswerEnded, EventBus, Origin
from rxchat.services.usage.spending_limits import SpendingLimits
from rxchat.services.workers.answers_elsewhere import AnswersElsewhere
from rxchat.services.write_retries import WriteRetries
from rxchat.wiring.background import run_in_background
from rxchat.wiring.models import ModelServices
from rxchat.wiring.provider_access import ProviderAccess


@dataclass(frozen=True, kw_only=True)
class ChatServices:
    conversations: ConversationService
    batches: ConversationBatchService
    messages: MessageService
    deletion: MessageDeletion
    generations: GenerationService
    completions: CompletionService
    instructions: InstructionService
    contexts: ContextService
    compaction: CompactionService
    attachments: AttachmentService
    titles: TitleWriter
    elsewhere: AnswersElsewhere | None
    trash: TrashService
    unread: UnreadService

    @property
    def is_draining(self) -> bool:
        return self.generations.turns.is_closed

    def drain(self) -> None:
        """Start no more answers. Those in progress go on."""
        self.generations.turns.close()

    async def aclose(self) -> None:
        """Save and end every answer, so that open streams do not hold the server up."""
        try:
            await self.generations.aclose()
        finally:
            await self.trash.aclose()
            await self.titles.aclose()


def build_chat(
    stack: AsyncExitStack,
    access: ProviderAccess,
    models: ModelServices,
    spending: SpendingLimits,
    database: Database,
    events: EventBus,
) -> ChatServices:
    messages, calls, late_writes = MessageRepository(database), CallRepository(database), WriteRetries()
    pricing, health = models.pricing, access.health
    elsewhere = None if database.is_file else AnswersElsewhere(GrowingAnswerRepository(database), messages, events)
    generations = GenerationService(messages, pricing, health, spending, late_writes, events=events, elsewhere=elsewhere)
    choices, branches = ModelChoiceRepository(database), BranchRepository(database)
    conversations = ConversationService(ConversationRepository(database), choices, branches, generations, events)
    titles = TitleWriter(conversations, messages, calls, access.factory, models.catalog, pricing, spending, late_writes)
    instructions = InstructionService(InstructionRepository(database), events, access.registry.writes_artifacts)
    contexts = ContextService(conversations, messages, instructions, access.factory, models)
    chat = ChatServices(
        conversations=conversations,
        batches=ConversationBatchService(ConversationBatchRepository(database), events),
        messages=MessageService(messages),
        deletion=MessageDeletion(MessageTrashRepository(database), events),
        generations=generations,
        completions=CompletionService(calls, pricing, health, spending, late_writes),
        instructions=instructions,
        contexts=contexts,
        compaction=CompactionService(
            contexts, SummaryRepository(database), Summarizer(calls, pricing, spending, late_writes), generations, models, events
        ),
        attachments=AttachmentService(AttachmentRepository(database)),
        titles=titles,
        elsewhere=elsewhere,
        trash=TrashService(TrashRepository(database), conversations),
        unread=UnreadService(UnreadRepository(database), generations, events),
    )
    stack.push_async_callback(chat.aclose)
    run_in_background(stack, titles.run(events.subscribe(AnswerEnded, origin=Origin.HERE)))
    run_in_background(stack, chat.unread.run(events.subscribe(AnswerEnded, origin=Origin.HERE)))
    run_in_background(stack, chat.trash.run())
    return chat
