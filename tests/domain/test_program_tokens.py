"""Which models a token opens."""

import pytest

from rxchat.domain.program_tokens import ProgramToken


@pytest.mark.parametrize(
    ("models", "is_allowed"),
    [
        ((), True),
        (("acme:large",), True),
        (("bravo:large", "acme:*"), True),
        (("acme:larger", "acme:lar", "bravo:*", "*", "large", "acme:"), False),
        (("",), False),
    ],
)
def test_a_token_opens_the_models_of_its_list(models: tuple[str, ...], is_allowed: bool):
    assert ProgramToken(id=1, user_id=1, name="Editor", models=models).allows("acme", "large") is is_allowed
