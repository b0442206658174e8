"""The usage services, as they are put together."""

from decimal import Decimal

import pytest

from rxchat.db.database import Database
from rxchat.db.usage.call_repository import CallRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import RxchatError
from rxchat.domain.usage import Cost
from rxchat.wiring.container import Services


async def test_a_recorded_call_counts_towards_the_cap(built: Services, database: Database):
    user = built.auth.local_user_id
    await built.usage.spending.set_cap(user, "claude", Decimal(10))
    outcome = Outcome(status=MessageStatus.COMPLETE, cost=Cost(amount=Decimal(4)))
    await CallRepository(database).record(user, "claude", "m", outcome)
    (status,) = await built.usage.spending.statuses(user)
    assert (status.cap.provider, status.spent.amount) == ("claude", Decimal(4))


async def test_a_cap_is_for_a_provider_of_the_registry(built: Services):
    with pytest.raises(RxchatError, match="Unknown provider"):
        await built.usage.spending.set_cap(built.auth.local_user_id, "nobody", Decimal(1))
