"""Whether a model can chat, by its name: for the many lists that say nothing else about it.

Names are made of words. A word counts as a whole, so that `vanguard` is no guard and `llava` no lava.
"""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

_WORDS: Final = re.compile(r"[^a-z0-9]+")

# Whatever else the name says: `gte-qwen2-7b-instruct` makes vectors, and `whisper-chat` is still whisper.
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
# Only where the name says nothing of chat: `gpt-image-2` draws, `qwen-vl-image-chat` talks about images.
_RARELY: Final = frozenset({"image", "speech", "audio"})
_TALKS: Final = frozenset({"chat", "instruct", "it", "vl", "vision", "omni", "understanding"})
# Words that mean it only together.
_PAIRS: Final = frozenset({
    ("stable", "diffusion"), ("granite", "guardian"), ("granite3", "guardian"), ("content", "safety"), ("arch", "router"),
    ("prompt", "injection"), ("sentence", "transformers"), ("turbo", "instruct"), ("dall", "e"),
})  # fmt: skip


@lru_cache(maxsize=4096)
def chats_by_name(model: str) -> bool:
    """Whether nothing in the name says that the model makes or judges something else than answers."""
    words = [word for word in _WORDS.split(model.lower()) if word]
    if any(_NEVER.fullmatch(word) for word in words) or not _PAIRS.isdisjoint(pairwise(words)):
        return False
    if words[0:1] in (["granite"], ["granite3"], ["ibm"]) and "guardian" in words:
        return False
    return _RARELY.isdisjoint(words) or not _TALKS.isdisjoint(words)
