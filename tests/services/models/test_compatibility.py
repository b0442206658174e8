"""Which model can carry on, and which one steps in."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from rxchat.domain.conversations import SavedMessage
from rxchat.domain.messages import Role
from rxchat.domain.models import Capabilities, Lifecycle, ModelInfo
from rxchat.domain.providers import StatusColor
from rxchat.domain.usage import Price, Usage
from rxchat.services.models.compatibility import Candidate, Needs, can_carry_on, in_place_of, needs_of, seeing_in_place_of

ALL = Capabilities(images=True, reasoning=True, tools=True)


def a_candidate(
    ref: str,
    *,
    price: int | None = 10,
    context: int | None = 200_000,
    can: Capabilities = ALL,
    color: StatusColor = StatusColor.GREEN,
    lifecycle: Lifecycle = Lifecycle.ACTIVE,
) -> Candidate:
    provider, _, model = ref.partition(":")
    info = ModelInfo(
        provider=provider, id=model, name=model.title(), context_window=context, capabilities=can, lifecycle=lifecycle
    )
    cost = None if price is None else Price(input_per_million=Decimal(price) / 5, output_per_million=Decimal(price))
    return Candidate(model=info, price=cost, color=color)


def a_message(text: str, usage: Usage | None = None, *, has_images: bool = False) -> SavedMessage:
    return SavedMessage(
        id=1,
        conversation_id=1,
        parent_id=None,
        role=Role.USER,
        text=text,
        created_at=datetime.now(UTC),
        usage=usage or Usage(),
        image_count=int(has_images),
    )


def test_the_vendors_count_is_taken_and_what_came_later_is_estimated():
    counted = Usage(input_tokens=1000, output_tokens=200)
    assert needs_of([]) == Needs()
    assert needs_of([a_message("x" * 4000), a_message("y", counted), a_message("z" * 40)]) == Needs(tokens=1210)
    assert needs_of([a_message("look", has_images=True), a_message("and?")]).images
    assert needs_of([a_message("x" * 40)], Needs(images=True, tokens=5)) == Needs(images=True, tokens=15)
    assert needs_of([a_message("x", counted)], Needs(tokens=5)) == Needs(tokens=1200)


@pytest.mark.parametrize(
    ("candidate", "needs", "can"),
    [
        (a_candidate("a:m"), Needs(images=True, tokens=200_000), True),
        (a_candidate("a:m"), Needs(tokens=200_001), False),
        (a_candidate("a:m", context=None), Needs(tokens=9_000_000), True),
        (a_candidate("a:m", can=Capabilities(images=False)), Needs(images=True), False),
        (a_candidate("a:m", can=Capabilities(images=None)), Needs(images=True), True),
        (a_candidate("a:m", lifecycle=Lifecycle.RETIRED), Needs(), False),
        (a_candidate("a:text-embedding-9"), Needs(), False),
        (a_candidate("a:m", can=Capabilities(chat=False)), Needs(), False),
    ],
)
def test_what_is_not_known_stands_in_nobodys_way(candidate: Candidate, needs: Needs, can: bool):
    assert can_carry_on(candidate.model, needs) is can


OWN = a_candidate("own:large")


@pytest.mark.parametrize(
    ("others", "ref"),
    [
        ([a_candidate("own:small"), a_candidate("other:tiny", price=0, context=8_000)], "other:tiny"),
        ([a_candidate("other:cheap", price=1), a_candidate("third:like", price=12)], "third:like"),
        ([a_candidate("other:same", color=StatusColor.RED), a_candidate("third:cheap", price=1)], "third:cheap"),
        ([a_candidate("other:same", can=Capabilities(tools=True)), a_candidate("third:dear", price=25)], "third:dear"),
        ([a_candidate("other:small", context=16_000), a_candidate("third:wide", context=128_000)], "third:wide"),
        ([a_candidate("other:same", color=StatusColor.YELLOW), a_candidate("third:same")], "third:same"),
        ([a_candidate("other:old", lifecycle=Lifecycle.DEPRECATED), a_candidate("other:new")], "other:new"),
        ([a_candidate("other:unknown", price=None, context=None), a_candidate("third:far", price=1000)], "other:unknown"),
        ([a_candidate("own:small")], "own:small"),
        ([a_candidate("own:small", color=StatusColor.RED)], None),
        ([], None),
    ],
)
def test_the_nearest_of_another_provider_that_works_steps_in(others: list[Candidate], ref: str | None):
    found = in_place_of("own:large", [OWN, *others], Needs())
    assert (found.ref if found else None) == ref


def test_a_model_that_sees_is_offered_for_one_that_does_not():
    blind = a_candidate("own:blind", price=1, can=Capabilities(images=False))
    others = [
        a_candidate("own:dear", price=50),
        a_candidate("other:cheap", price=1),
        a_candidate("other:red", price=1, color=StatusColor.RED),
    ]
    unknown = a_candidate("third:unknown", price=1, can=Capabilities(images=None))
    found = seeing_in_place_of("own:blind", [blind, unknown, *others])
    assert found == others[1].model
    assert seeing_in_place_of("own:blind", [blind, *others], ["", "own:blind", "own:dear"]) == others[0].model
    assert seeing_in_place_of("own:blind", [blind, unknown]) is None


def test_a_model_nobody_lists_any_more_is_replaced_too():
    assert in_place_of("gone:x", [a_candidate("other:m")], Needs()) == a_candidate("other:m").model


def test_what_could_not_carry_on_does_not_step_in():
    blind = a_candidate("other:blind", can=Capabilities(images=False))
    assert in_place_of("own:large", [OWN, blind, a_candidate("third:m", price=500)], Needs(images=True)) == (
        a_candidate("third:m").model
    )
