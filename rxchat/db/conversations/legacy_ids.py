"""Legacy ids: the ids that conversations had in the file they were adopted from."""

import re

from sqlalchemy import Select, select
from sqlmodel import col

from rxchat.db.schema.adoption_tables import LegacyIdRow
from rxchat.db.schema.core_tables import ConversationRow


def with_legacy_id(legacy_id: str) -> Select[int]:
    """Query the conversation that had a text id. A file with numbers kept them, so a number stands for itself."""
    own = col(ConversationRow.id)
    if re.fullmatch(r"[1-9][0-9]{0,17}", legacy_id):
        return select(own).where(own == int(legacy_id))
    is_it = (col(LegacyIdRow.table_name) == "conversations") & (col(LegacyIdRow.legacy_id) == legacy_id)
    return select(own).join(LegacyIdRow, (col(LegacyIdRow.row_id) == own) & is_it)
