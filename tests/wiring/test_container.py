"""What the page and the API can reach."""

import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

import pytest

from rxchat.wiring.container import Services

GROUPS = [hint for hint in get_type_hints(Services).values() if is_dataclass(hint)]


def classes_in(hint: Any) -> Iterator[type]:
    """The classes that a type hint names, also inside of `X | None` and `list[X]`."""
    if isinstance(hint, type) and not isinstance(hint, types.GenericAlias):
        yield hint
    for part in get_args(hint):
        yield from classes_in(part)


def held_by(group: type) -> dict[str, list[str]]:
    return {name: [one.__module__ for one in classes_in(hint)] for name, hint in get_type_hints(group).items()}


def test_there_are_groups_to_look_at():
    assert len(GROUPS) >= 6
    assert all(fields(group) for group in GROUPS)


@pytest.mark.parametrize("group", [Services, *GROUPS])
def test_no_group_holds_a_repository_or_the_database(group: type):
    assert [name for name, modules in held_by(group).items() if any(one.startswith("rxchat.db") for one in modules)] == []


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_frozen(group: type):
    assert group.__dataclass_params__.frozen  # pyright: ignore[reportAttributeAccessIssue] - every dataclass has it


async def test_each_service_is_built_once(built: Services):
    services = [getattr(group, field.name) for group in vars(built).values() if is_dataclass(group) for field in fields(group)]
    shared = [one for one in services if not isinstance(one, int)]
    assert len({id(one) for one in shared}) == len(shared) > 20
