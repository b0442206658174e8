"""Where models can be downloaded, and what they are called."""

import pytest

from rxchat.domain.errors import InvalidRequest
from rxchat.domain.local_models import OFFERED, ModelSource, size_words


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Qwen/Qwen3-4B-GGUF:Qwen3-4B-Q4_K_M.gguf", ModelSource("Qwen/Qwen3-4B-GGUF", "Qwen3-4B-Q4_K_M.gguf")),
        ("qwen3-4b", ModelSource("Qwen/Qwen3-4B-GGUF", "Qwen3-4B-Q4_K_M.gguf")),
        (" maker/m.x:deep/er/Model_1.gguf ", ModelSource("maker/m.x", "deep/er/Model_1.gguf")),
    ],
)
def test_a_source_is_a_repo_and_a_file_or_a_name(text: str, source: ModelSource):
    assert ModelSource.of(text) == source
    assert ModelSource.of(str(source)) == source
    assert source.name == source.file.rpartition("/")[2].removesuffix(".gguf")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "qwen",
        "maker/m",
        "maker/m:model.bin",
        "m:model.gguf",
        "maker/m:../../model.gguf",
        "maker/m:/etc/model.gguf",
        "https://example.org/maker/m:model.gguf",
        "maker/m:Big-00001-of-00003.gguf",
    ],
)
def test_anything_else_is_refused_in_words(text: str):
    with pytest.raises(InvalidRequest) as refused:
        ModelSource.of(text)
    assert refused.value.hint


def test_the_offered_models_can_be_downloaded_and_run():
    assert len({model.name for model in OFFERED}) == len({model.source for model in OFFERED}) == len(OFFERED)
    for model in OFFERED:
        assert str(ModelSource.of(model.name)) == model.source
        assert model.memory > model.size
        assert model.licence


@pytest.mark.parametrize(("size", "words"), [(0, "0 MB"), (639_446_688, "639 MB"), (2_497_280_256, "2.5 GB")])
def test_sizes_are_in_words(size: int, words: str):
    assert size_words(size) == words
