"""Conversation context: how full a model's window is, what the next message costs, and whether the chat can be compacted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Protocol

from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.compaction import as_sent, summarized
from rxchat.domain.contexts import BranchTotal, ContextParts, ContextReport, PlacedSummary
from rxchat.domain.conversations import SavedMessage
from rxchat.domain.errors import RxchatError
from rxchat.domain.messages import Role
from rxchat.domain.models import ModelInfo
from rxchat.domain.token_estimates import IMAGE_TOKENS, message_tokens, text_tokens
from rxchat.domain.usage import Usage
from rxchat.providers.base import BaseProvider
from rxchat.providers.factory import ProviderFactory
from rxchat.services.chat.conversations import ConversationService
from rxchat.services.chat.instructions import InstructionService
from rxchat.services.chat.open_context import OpenContext, scaled
from rxchat.services.chat.request_builder import HISTORY_LIMIT
from rxchat.services.models.catalog import CatalogService
from rxchat.services.models.preferences import PreferenceService
from rxchat.services.models.pricing import Pricing

USUAL_CACHE: Final = 300
"""Seconds that vendors keep a prompt where they can't be asked for a time."""
_SAMPLE: Final = 1_000


class Models(Protocol):
    """What contexts and compaction need of the models."""

    @property
    def preferences(self) -> PreferenceService: ...

    @property
    def catalog(self) -> CatalogService: ...

    @property
    def pricing(self) -> Pricing: ...


class ContextService:
    """Everything raises NotFound for a conversation of somebody else."""

    def __init__(
        self,
        conversations: ConversationService,
        messages: MessageRepository,
        instructions: InstructionService,
        factory: ProviderFactory,
        models: Models,
    ) -> None:
        self._conversations = conversations
        self._messages = messages
        self._instructions = instructions
        self._factory = factory
        self._catalog = models.catalog
        self._pricing = models.pricing
        self._preferences = models.preferences

    async def open(self, user_id: int, conversation_id: int, ref: str = "") -> OpenContext:
        """For the model `ref` (`provider:model`), else the one that answers next. Raises NotFound."""
        sent = await self._instructions.sent(user_id, conversation_id)
        history = await self._messages.list_visible(user_id, conversation_id, limit=HISTORY_LIMIT)
        ref = ref or await self._conversations.chosen_model(user_id, conversation_id)
        if not ref:
            saved = await self._conversations.get(user_id, conversation_id)
            ref = f"{saved.provider}:{saved.model}"
        provider, model, info = self._model(ref)
        summary, messages = summarized(history)
        found = OpenContext(
            history=history,
            messages=messages,
            summary=summary,
            system=sent.system,
            provider=provider,
            model=model,
            info=info,
        )
        return replace(found, scale=scaled(found))

    async def report(self, user_id: int, conversation_id: int, ref: str = "") -> ContextReport:
        return self._report(await self.open(user_id, conversation_id, ref))

    async def report_new(self, user_id: int, ref: str, project_id: int | None = None) -> ContextReport:
        """For a conversation that starts now. Raises NotFound for the project."""
        provider, model, info = self._model(ref)
        options = await self._preferences.new_chat(user_id)
        name = provider.name if provider is not None else ""
        system = await self._instructions.system_of_new(user_id, name, options.system, project_id)
        return self._report(
            OpenContext(history=(), messages=(), summary="", system=system, provider=provider, model=model, info=info)
        )

    def _report(self, found: OpenContext) -> ContextReport:
        parts = _parts(found)
        counted, estimated, cached, cached_until = _tokens(found, parts)
        report = ContextReport(
            model=f"{found.provider.name}:{found.model}" if found.provider else found.model,
            window=found.window,
            counted=counted,
            estimated=estimated,
            cached=cached,
            cached_until=cached_until,
            scale=found.scale,
            parts=parts,
            branch=_branch_total(found.history),
            summary=_placed(found.history),
            can_compact=found.cut is not None,
        )
        return self._priced(report, found)

    def _model(self, ref: str) -> tuple[BaseProvider | None, str, ModelInfo | None]:
        """Without a provider where that is gone."""
        try:
            provider, model = self._factory.for_model(ref, self._catalog.models())
        except RxchatError:
            return None, ref, None
        return provider, model, self._catalog.find(f"{provider.name}:{model}") or provider.model_info(model)

    def _priced(self, report: ContextReport, found: OpenContext) -> ContextReport:
        if found.provider is None:
            return report
        new = report.used - report.cached
        is_written = _is_written(found)

        def cost(tokens: int, cached: int = 0) -> Decimal | None:
            written = tokens - cached if is_written else None
            usage = Usage(input_tokens=tokens, cache_read_tokens=cached or None, cache_write_tokens=written)
            priced = self._pricing.cost(found.provider, found.model, usage) if found.provider else None
            return None if priced is None or priced.currency != "USD" else priced.amount

        whole, more = cost(report.cached + new, report.cached), cost(report.used + _SAMPLE, report.cached)
        if whole is None or more is None:
            return report
        return replace(
            report,
            next_cost=whole,
            cached_cost=cost(report.cached, report.cached) if report.cached else Decimal(0),
            token_cost=(more - whole) / _SAMPLE,
        )


def _parts(found: OpenContext) -> ContextParts:
    images = sum(message.image_count for message in found.messages) * IMAGE_TOKENS
    messages = sum(message_tokens(message, found.scale) for message in found.messages)
    return ContextParts(
        instructions=text_tokens(found.system, found.scale),
        summary=text_tokens(as_sent(found.summary), found.scale) if found.summary else 0,
        messages=messages - images,
        images=images,
    )


def _tokens(found: OpenContext, parts: ContextParts) -> tuple[int, int, int, datetime | None]:
    """Counted, estimated and cached tokens, and until when these are cached."""
    index = found.counted
    if index is None:
        return 0, parts.instructions + parts.summary + parts.messages + parts.images, 0, None
    answer = found.messages[index]
    usage = answer.usage
    thought = text_tokens(answer.thinking, found.scale) if usage.reasoning_tokens is None else usage.reasoning_tokens
    counted = (usage.input_tokens or 0) + max((usage.output_tokens or 0) - thought, 0)
    estimated = sum(message_tokens(message, found.scale) for message in found.messages[index + 1 :])
    cached = min((usage.cache_read_tokens or 0) + (usage.cache_write_tokens or 0), counted)
    return counted, estimated, cached, _cached_until(answer, found.provider) if cached else None


def _cached_until(answer: SavedMessage, provider: BaseProvider | None) -> datetime:
    """A vendor keeps a prompt from the request on, which came with the row."""
    lifetimes = provider.cache_lifetimes if provider is not None else ()
    chosen = provider.connection.cache_seconds if provider is not None else None
    return answer.created_at + timedelta(seconds=chosen or (lifetimes[0] if lifetimes else USUAL_CACHE))


def _is_written(found: OpenContext) -> bool:
    """Whether the vendor charges for what it puts into its cache: by its last count, else by whether it can be asked to."""
    index = found.counted
    if found.provider is None or index is None:
        return False
    if found.messages[index].usage.cache_write_tokens:
        return True
    answers = sum(message.role is Role.ASSISTANT for message in found.history)
    return bool(found.provider.cache_lifetimes) and answers == 1  # what was too short for the cache may still be


def _placed(history: Sequence[SavedMessage]) -> PlacedSummary | None:
    found = next((message for message in reversed(history) if message.summary), None)
    return None if found is None else PlacedSummary(message_id=found.id, text=found.summary)


def _branch_total(history: Sequence[SavedMessage]) -> BranchTotal:
    answers = [message for message in history if message.role is Role.ASSISTANT]
    costs = [answer.cost.amount for answer in answers if answer.cost is not None and answer.cost.currency == "USD"]
    return BranchTotal(
        answers=len(answers),
        input_tokens=sum(answer.usage.input_tokens or 0 for answer in answers),
        output_tokens=sum(answer.usage.output_tokens or 0 for answer in answers),
        cost=sum(costs, Decimal(0)) if costs else None,
        unpriced=len(answers) - len(costs),
    )
