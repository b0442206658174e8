"""Chat models: whether a model can chat, judged by its name, for lists that say nothing else about it.

Names are split into words and matched as whole words, so that `vanguard` is no guard.
"""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

_WORDS: Final = re.compile(r"[^a-z0-9]+")

# Regardless of the other words: `gte-qwen2-7b-instruct` computes vectors, and `whisper-chat` is still whisper.
_NEVER: Final = re.compile(
    r"""
      .*embed.* | bge | gte | e5 | .*minilm.* | colbert.* | voyage | sbert | labse | .*siglip.* | clip  # vectors
    | .*rerank.* | .*ranker | .*retriever.* | reward | prm | .*berta? | gliner.* | classif.* | decider  # scores and labels
    | extract(?:or|ion)? | nuextract.*
    | (?:prompt|llama|qwen\d*|wild|nemo|safe|shield|poly|duo|lion)?guard\d* | guardrails? | shieldgemma\d* | moderation.*
    | .*whisper.* | x?tts\d* | stt | asr | transcri(?:be|ption|ber) | parakeet | canary | wav2vec\d* | kokoro | orpheus | bark
    | musicgen | lyria | suno | realtime | chirp\d*  # speech and music
    | dalle? | sdxl.* | sd\d+ | flux\d* | imagen\d* | seedream\d* | seededit\d* | cogview\d* | kolors | midjourney | ideogram.*
    | recraft.* | hidream | sora\d* | veo\d* | kling.* | cogvideox? | [ti]2[iv] | seedance\d* | hunyuanvideo | ltx  # pictures
    | \w*ocr\d* | nougat | nllb\d* | madlad\d* | davinci | babbage
    """,
    re.VERBOSE,
)
# Unless a word suggests chat: `gpt-image-2` draws, `qwen-vl-image-chat` talks about images.
_RARELY: Final = frozenset({"image", "speech", "audio"})
_TALKS: Final = frozenset({"chat", "instruct", "it", "vl", "vision", "omni", "understanding"})
# Words that count only as a pair.
_PAIRS: Final = frozenset({
    ("stable", "diffusion"), ("granite", "guardian"), ("granite3", "guardian"), ("content", "safety"), ("arch", "router"),
    ("prompt", "injection"), ("sentence", "transformers"), ("turbo", "instruct"), ("dall", "e"),
})  # fmt: skip


@lru_cache(maxsize=4096)
def chats_by_name(model: str) -> bool:
    """Whether nothing in the name suggests another purpose than chat."""
    words = [word for word in _WORDS.split(model.lower()) if word]
    if any(_NEVER.fullmatch(word) for word in words) or not _PAIRS.isdisjoint(pairwise(words)):
        return False
    if words[0:1] in (["granite"], ["granite3"], ["ibm"]) and "guardian" in words:
        return False
    return _RARELY.isdisjoint(words) or not _TALKS.isdisjoint(words)
