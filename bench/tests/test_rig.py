from itertools import islice

from bench.rig import tags


def test_no_tag_is_there_twice_and_the_first_are_equally_long() -> None:
    found = list(islice(tags(), 2_000))

    assert found[:2] == ["qaz", "qbz"]
    assert {len(tag) for tag in found[: 26**2]} == {3}
    assert len(set(found)) == len(found)
