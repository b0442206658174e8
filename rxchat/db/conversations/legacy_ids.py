"""Legacy ids: the ids that conversations had in the file they were adopted from."""

import re

from sqlalchemy import Select, func, select
from sqlmodel import col

from rxchat.db.schema.adoption_tables import LegacyIdRow
from rxchat.db.schema.core_tables import ConversationRow


def with_legacy_id(legacy_id: str) -> Select[int]:
    """Query the conversation that had an id. A number that isn't recorded stands for itself: files with numbers keep them."""
    own = col(ConversationRow.id)
    is_it = (col(LegacyIdRow.table_name) == "conversations") & (col(LegacyIdRow.legacy_id) == legacy_id)
    recorded = select(col(LegacyIdRow.row_id)).where(is_it).scalar_subquery()
    number = int(legacy_id) if re.fullmatch(r"[1-9][0-9]{0,17}", legacy_id) else None
    return select(own).where(own == func.coalesce(recorded, number))
