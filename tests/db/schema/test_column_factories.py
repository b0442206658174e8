from typing import Any

import pytest
from sqlalchemy import Boolean, Integer, Text

from rxchat.db.column_types import UtcDateTime
from rxchat.db.schema.column_factories import date_column, flag_column, foreign_key, integer_column, primary_key, text_column


@pytest.mark.parametrize(
    ("field", "kind", "default", "stored"),
    [
        (text_column("claude"), Text, "claude", "'claude'"),
        (integer_column(0), Integer, 0, "0"),
        (flag_column(default=True), Boolean, True, "1"),
        (date_column(is_now=True), UtcDateTime, None, "CURRENT_TIMESTAMP"),
    ],
)
def test_a_default_is_the_same_in_python_and_in_the_database(field: Any, kind: type[Any], default: object, stored: str) -> None:
    assert (field.sa_type, field.default) == (kind, default)
    assert str(field.sa_column_kwargs["server_default"]) == stored


@pytest.mark.parametrize("field", [text_column(), integer_column(), date_column()])
def test_without_a_default_the_database_has_none(field: Any) -> None:
    assert (field.default, field.sa_column_kwargs) == (None, {})


def test_keys_say_what_they_point_at_and_what_goes_with_it() -> None:
    assert primary_key().primary_key is True
    key = foreign_key("users.id")
    assert (key.foreign_key, key.ondelete, key.nullable) == ("users.id", "CASCADE", False)
