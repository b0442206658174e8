"""Instructions: the user's own, and those that a conversation is sent with."""

import json
from collections.abc import Mapping

from sqlalchemy import Select, select, update
from sqlmodel import col

from rxchat.db.column_types import read_object
from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.instruction_columns import COLUMNS, OFF, instructions_in, levels_off
from rxchat.db.messages.ownership import no_conversation, no_project, owned_by
from rxchat.db.schema.core_tables import ConversationRow, UserRow
from rxchat.db.schema.legacy_tables import ProjectRow
from rxchat.db.settings_json import read_settings
from rxchat.domain.instructions import CustomInstructions, InstructionLevel, Instructions, custom_text, read_custom


class InstructionRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def custom(self, user_id: int) -> CustomInstructions:
        async with self._database.session() as session:
            return read_custom(await session.scalar(_stored(user_id)))

    @run_to_completion
    async def change_custom(
        self, user_id: int, *, about_you: str | None = None, how_to_respond: str | None = None
    ) -> CustomInstructions:
        """Change the given texts in one transaction; None leaves one as it is. Returns the new instructions."""
        async with self._database.transaction() as session:
            stored = await session.scalar(_stored(user_id))
            before = read_custom(stored)
            after = CustomInstructions(
                about_you=before.about_you if about_you is None else about_you.strip(),
                how_to_respond=before.how_to_respond if how_to_respond is None else how_to_respond.strip(),
            )
            if after != before:
                change = update(UserRow).where(col(UserRow.id) == user_id)
                await session.execute(change.values(custom_instructions=custom_text(after, stored)))
        return after

    @run_to_completion
    async def around(self, user_id: int, conversation_id: int) -> tuple[str | None, Instructions]:
        """The conversation's system prompt, and the other levels. Raises NotFound."""
        query = select(*COLUMNS).where(col(ConversationRow.id) == conversation_id, *owned_by(user_id))
        async with self._database.session() as session:
            row = (await session.execute(query)).one_or_none()
        if row is None:
            raise no_conversation()
        return read_settings(row.settings).system, instructions_in(row)

    @run_to_completion
    async def of_new(self, user_id: int, project_id: int | None = None) -> Instructions:
        """The levels around a conversation that starts now, in a project where one is given. Raises NotFound."""
        mine = (col(ProjectRow.id) == project_id, col(ProjectRow.user_id) == user_id)
        query = select(col(ProjectRow.name), col(ProjectRow.custom_instructions)).where(*mine)
        async with self._database.session() as session:
            custom = read_custom(await session.scalar(_stored(user_id)))
            if project_id is None:
                return Instructions(custom=custom)
            row = (await session.execute(query)).one_or_none()
        if row is None:
            raise no_project()
        return Instructions(custom=custom, project=row.custom_instructions or "", project_name=row.name or "")

    @run_to_completion
    async def switch(self, user_id: int, conversation_id: int, switches: Mapping[InstructionLevel, bool]) -> None:
        """Send these levels in this conversation, or leave them out. Raises NotFound."""
        which = (col(ConversationRow.id) == conversation_id, *owned_by(user_id))
        async with self._database.transaction() as session:
            row = (await session.execute(select(col(ConversationRow.settings)).where(*which))).one_or_none()
            if row is None:
                raise no_conversation()
            before = {level: level not in levels_off(row.settings) for level in InstructionLevel}
            off = [level.value for level, is_on in (before | dict(switches)).items() if not is_on]
            kept = {name: value for name, value in read_object(row.settings).items() if name != OFF}
            settings = kept | ({OFF: off} if off else {})
            text = json.dumps(settings, ensure_ascii=False) if settings else None
            await session.execute(update(ConversationRow).where(*which).values(settings=text))


def _stored(user_id: int) -> Select[str | None]:
    return select(col(UserRow.custom_instructions)).where(col(UserRow.id) == user_id)
