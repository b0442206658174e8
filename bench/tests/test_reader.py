import asyncio
from dataclasses import replace

from bench.answer import Answer
from bench.program import running_program, with_claude
from bench.reader import Reading, read
from bench.upstream import running_upstream

ANSWER = Answer(words=5, rate=50)


def test_an_answer_is_read_to_its_end_by_everybody_who_asks_for_it() -> None:
    async def readings() -> list[Reading]:
        first = await read(program, ANSWER, "qaz", is_enough=lambda reading: bool(reading.text))
        again = await read(program, ANSWER, "qaz")
        refused = await read(replace(program, cookie="none"), ANSWER, "qbz")
        return [first, again, refused]

    with running_upstream() as upstream, running_program(with_claude(upstream)) as program:
        first, again, refused = asyncio.run(readings())
        (written,) = upstream.log()["qaz"]

    assert (first.status, first.end) == (200, "")
    assert (again.end, again.text.split()) == ("finish", [f"qaz{number}" for number in range(5)])
    assert len(again.arrived) == len(written) == 5
    assert refused.status == 401
    assert "Not signed in" in refused.text
