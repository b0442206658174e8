import pytest

from rxchat.db.library.prompt_queries import page_of, read_tags, written_tags
from rxchat.domain.prompts import PromptQuery, PromptSort


@pytest.mark.parametrize("tags", [(), ("a",), ("a, b", 'say "c"', "für", "🌍")])
def test_tags_come_back_as_they_were_written(tags: tuple[str, ...]) -> None:
    assert read_tags(written_tags(tags)) == tags


@pytest.mark.parametrize("sort", PromptSort)
def test_a_page_is_one_statement_without_the_texts(sort: PromptSort) -> None:
    statement = str(page_of(1, PromptQuery(sort=sort), is_team=True, is_brief=True))
    assert statement.count("SELECT") == 1
    assert "prompt_library.prompt_template" not in statement.replace("substr(prompt_library.prompt_template,", "")
