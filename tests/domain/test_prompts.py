import pytest

from rxchat.domain.prompts import unique_tags


@pytest.mark.parametrize(
    ("given", "kept"), [([], ()), (["b", " a ", "B", "A", "", " "], ("b", "a")), (["Straße", "STRASSE"], ("Straße",))]
)
def test_tags_that_differ_in_case_are_one(given: list[str], kept: tuple[str, ...]) -> None:
    assert unique_tags(given) == kept
