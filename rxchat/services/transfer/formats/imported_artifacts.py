"""Imported artifacts: the rows of what an imported conversation's answers hold, as an answer that was written here has them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from rxchat.domain.archives import Archive, ArchivedArtifact, ArchivedMessage
from rxchat.domain.artifacts import Artifact
from rxchat.domain.legacy_answers import read_answer
from rxchat.domain.messages import Role
from rxchat.services.cancellation import go_on
from rxchat.services.transfer.formats.validation import bounded

MOST_ARTIFACTS: Final = 10_000
"""Of one conversation."""
_TAG: Final = "<antArtifact"


def with_artifacts(archive: Archive, left_out: Counter[str]) -> Archive:
    """The archive with one row for each version of each artifact. Its messages come after their parents."""
    rows = list(_rows(archive.messages))
    if len(rows) > MOST_ARTIFACTS:
        left_out[f"artifacts after the first {MOST_ARTIFACTS:,} of a chat"] += len(rows) - MOST_ARTIFACTS
    return replace(archive, artifacts=tuple(bounded(row, left_out) for row in rows[:MOST_ARTIFACTS]))


def _rows(messages: Sequence[ArchivedMessage]) -> Iterator[ArchivedArtifact]:
    known: dict[int | None, Mapping[str, Artifact]] = {}
    versions = Counter[str]()
    for message in messages:
        go_on()
        before = known.get(message.parent_message_id, {})
        known[message.id] = before
        if message.role is not Role.ASSISTANT or _TAG not in message.content:
            continue
        made = [placed.artifact for placed in read_answer(message.content, known=before).artifacts]
        known[message.id] = {**before, **{artifact.identifier: artifact for artifact in made}}
        for artifact in made:
            versions[artifact.identifier] += 1
            yield ArchivedArtifact(
                message_id=message.id,
                kind="text" if artifact.format == "markdown" else artifact.format,
                title=artifact.title,
                identifier=artifact.identifier,
                language=artifact.code_language,
                content=artifact.content,
                version=versions[artifact.identifier] if artifact.identifier else 1,
                is_unfinished=artifact.is_unfinished,
                created_at=message.created_at,
                updated_at=message.created_at,
            )
