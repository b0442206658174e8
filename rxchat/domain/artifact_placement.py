"""Artifact placement: where the artifacts that are kept in rows stand in their answer.

A row is that of a tag, or of a fenced block that was opened as an artifact, or stands at the answer's end.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from rxchat.domain.artifact_blocks import BLOCK, block_around
from rxchat.domain.artifacts import Artifact
from rxchat.domain.markdown_text import plain

_GIVEN: Final = re.compile(r"artifact-\d{1,20}")
"""The identifier that a row gets with its first change when it has none."""


def with_rows(pieces: Sequence[str | Artifact], rows: Sequence[Artifact]) -> list[str | Artifact]:
    """What is said and the tags of an answer, each tag with what its row says of it. Rows are the oldest first.

    Of several tags with one identifier each has the row of its place; the last one has what a person made of it.
    """
    written: dict[str, list[Artifact]] = {}
    edited: dict[str, Artifact] = {}
    for row in rows:
        if row.is_edit:
            edited[row.identifier] = row
        else:
            written.setdefault(row.identifier, []).append(row)
    pieces = _identified(pieces, rows)
    tagged = [piece for piece in pieces if isinstance(piece, Artifact)]
    names = {*(each.identifier for each in tagged if each.identifier), *((each.title, each.kind) for each in tagged)}
    latest = {row.identifier or f"\n{index}": row for index, row in enumerate(rows) if not row.is_deleted}
    filled = _filled(pieces, {name: list(its) for name, its in written.items()}, edited)
    for row in latest.values():
        is_block = row.identifier.startswith(BLOCK)
        if is_block and _put(filled, written.get(row.identifier, [row])[0].content, row):
            continue
        if row.identifier not in names and (is_block or row.is_edit or (row.title, row.kind) not in names):
            filled.append(row)
    return filled


def _identified(pieces: Sequence[str | Artifact], rows: Sequence[Artifact]) -> list[str | Artifact]:
    """Tags without an identifier have the one that their row got."""
    given = [row for row in rows if not row.is_edit and _GIVEN.fullmatch(row.identifier)]
    known: list[str | Artifact] = []
    for piece in pieces:
        named = piece
        if isinstance(piece, Artifact) and not piece.identifier:
            row = next((row for row in given if row.content == piece.content and row.format == piece.format), None)
            if row is not None:
                given.remove(row)
                named = replace(piece, identifier=row.identifier)
        known.append(named)
    return known


def _filled(
    pieces: Sequence[str | Artifact], written: Mapping[str, list[Artifact]], edited: Mapping[str, Artifact]
) -> list[str | Artifact]:
    left = Counter(piece.identifier for piece in pieces if isinstance(piece, Artifact))
    filled: list[str | Artifact] = []
    for piece in pieces:
        if isinstance(piece, Artifact) and piece.identifier:
            left[piece.identifier] -= 1
            its = written.get(piece.identifier, [])
            row = its.pop(0) if len(its) > 1 else its[0] if its else None
            last = edited.get(piece.identifier) if not left[piece.identifier] else None
            filled.append(_of_row(piece, last or row))
        else:
            filled.append(piece)
    return filled


def _put(pieces: list[str | Artifact], code: str, row: Artifact) -> bool:
    """Put an artifact in the place of the fenced block that it was; False where there is none."""
    for index, piece in enumerate(pieces):
        place = None if isinstance(piece, Artifact) else block_around(piece, code)
        if isinstance(piece, str) and place is not None:
            pieces[index : index + 1] = [piece[: place[0]], row, piece[place[1] :]]
            return True
    return False


def _of_row(piece: Artifact, row: Artifact | None) -> str | Artifact:
    if row is None:
        return piece
    if row.is_deleted:
        return f"*Deleted: {plain(row.title)}*"
    if row.is_edit:
        return row
    if piece.edits:
        return replace(row, edits=piece.edits)
    named = replace(piece, title=row.title, file_name=row.file_name)
    return named if piece.content else replace(named, content=row.content)
