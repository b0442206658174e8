import pytest

from bench.answer import Answer, Style


@pytest.mark.parametrize("style", Style)
def test_a_question_asks_for_the_answer_it_was_made_from(style: Style) -> None:
    answer = Answer(words=3000, rate=200, style=style)

    assert Answer.asked_in(answer.question("qaz")) == (answer, "qaz")


def test_other_questions_ask_for_nothing() -> None:
    assert Answer.asked_in("What is the weather?") is None
    assert Answer.asked_in("Answer with 3 words of verse at 1 per second, tag qaz.") is None


@pytest.mark.parametrize("style", Style)
def test_every_word_appears_once_and_in_order(style: Style) -> None:
    answer = Answer(words=250, rate=1, style=style)

    text = "".join(answer.word(number, "qaz") for number in range(answer.words))

    assert [int(piece.split()[0]) for piece in text.split("qaz")[1:]] == list(range(250))


def test_markdown_has_headings_closed_code_blocks_and_lists() -> None:
    answer = Answer(words=200, rate=1, style=Style.MARKDOWN)

    text = "".join(answer.word(number, "qaz") for number in range(answer.words))

    assert text.count("\n## Part ") == 2
    assert text.count("```python\nx = qaz") == 2
    assert text.count("\n```\n") == 2
    assert text.count("\n- item ") == 2 * 14
