"""Cards say where an artifact stands as JavaScript counts."""

from rxchat.domain.legacy_answers import read_answer
from rxchat.state.artifact_views import ArtifactView, artifact_views

TAG = '<antArtifact type="text/html" title="{0}">\n{0}\n</antArtifact>'


def test_places_are_those_of_utf_16():
    read = read_answer(f"🙂 é\n\n{TAG.format('a 🙂')}\n\n🙂🙂{TAG.format('b')}")
    units = read.text.encode("utf-16-le")
    views = artifact_views(read.text, read.artifacts)
    assert views[0] == ArtifactView("", "a 🙂", "html", "HTML page", "", "a 🙂.html", 6, 24, 28, 32)
    for view, code in zip(views, ("a 🙂", "b"), strict=True):
        assert units[2 * view.code_begin : 2 * view.code_end].decode("utf-16-le") == code
        whole = units[2 * view.begin : 2 * view.end].decode("utf-16-le")
        assert (whole[:2], whole[-3:]) == ("**", "```")
