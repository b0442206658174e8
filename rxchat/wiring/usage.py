"""Usage services: what was used, what it cost, and the caps on it."""

from dataclasses import dataclass
from decimal import Decimal

from rxchat.db.conversations.conversation_usage_repository import ConversationUsageRepository
from rxchat.db.database import Database
from rxchat.db.usage.spend_cap_repository import SpendCapRepository
from rxchat.db.usage.usage_report_repository import UsageReportRepository
from rxchat.domain.usage_reports import CachedTokens
from rxchat.providers.registry import ProviderRegistry
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.conversation_usage import ConversationUsage
from rxchat.services.usage.spending_limits import SpendingLimits
from rxchat.services.usage.usage_summaries import UsageService


@dataclass(frozen=True, kw_only=True)
class UsageServices:
    summaries: UsageService
    conversations: ConversationUsage
    spending: SpendingLimits


def build_usage(registry: ProviderRegistry, pricing: Pricing, database: Database) -> UsageServices:
    reports = UsageReportRepository(database)

    def saved(cached: CachedTokens) -> Decimal | None:
        return pricing.saved(registry.get(cached.provider), cached) if cached.provider in registry.names() else None

    return UsageServices(
        summaries=UsageService(reports, saved=saved),
        conversations=ConversationUsage(ConversationUsageRepository(database)),
        spending=SpendingLimits(SpendCapRepository(database), reports, pricing, registry),
    )
