"""Answer formats: the JSON that a request to `/v1` asks for, as each protocol says it. Vendors' files translate it."""

from typing import Any, Final, cast

from rxchat.api.v1 import fields
from rxchat.domain.answer_formats import AnswerFormat

MOST_LEVELS: Final = 100
"""Of objects and lists in each other."""


def answer_format(asked: object, place: str) -> AnswerFormat | None:
    """The format that stands at `place` of a request; None for plain text. Raises InvalidRequest."""
    match asked:
        case None | {"type": "text"}:
            return None
        case {"type": "json_object"}:
            return AnswerFormat()
        case {"type": "json_schema"}:
            said = fields.mapping(asked, place)
            if "json_schema" in said:  # chat completions; the others have its fields beside the type
                place = f"{place}.json_schema"
                said = fields.mapping(said["json_schema"], place)
            return _of_schema(said, place)
        case _:
            raise fields.wrong(f"{place}.type", "should be text, json_object or json_schema")


def _of_schema(said: dict[str, Any], place: str) -> AnswerFormat:
    strict = said.get("strict")
    if not isinstance(strict, bool | None):
        raise fields.wrong(f"{place}.strict", "should be true or false")
    return AnswerFormat(
        schema=_schema(said.get("schema"), f"{place}.schema"),
        name=fields.text(said.get("name") or "", f"{place}.name"),
        description=fields.text(said.get("description") or "", f"{place}.description"),
        is_strict=strict,
    )


def _schema(value: object, place: str) -> dict[str, Any]:
    """A schema that may be walked through level by level."""
    schema = fields.mapping(value, place)
    level: list[object] = [schema]
    for _ in range(MOST_LEVELS):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return schema
    raise fields.wrong(place, f"is nested deeper than {MOST_LEVELS} levels")


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(cast(dict[str, object], value).values())
    return cast(list[object], value) if isinstance(value, list) else []
