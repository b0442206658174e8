"""Answer formats: JSON that a model has to answer in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFormat:
    """JSON of a schema; without one, any object. `name` and `description` are for the model.

    `is_strict` says whether the vendor has to hold the model to each word of the schema. None: as far as it can.
    """

    schema: Mapping[str, Any] | None = None
    name: str = ""
    description: str = ""
    is_strict: bool | None = None
