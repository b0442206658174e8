"""Every scenario, and the figures it must reach."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from bench import (
    artifacts,
    calls,
    crowd,
    database,
    frozen,
    gone,
    long,
    pages,
    painted,
    scale,
    selector,
    settings,
    sidebar,
    streams,
    unwell,
    waiting,
)
from bench.answer import Answer, Style
from bench.rig import Figures, Rig

THOUSAND = Answer(words=1_000, rate=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """`targets` holds the most that a figure may be; figures without one are reported only. A slow one runs when asked for."""

    name: str
    title: str
    measure: Callable[[Rig], Figures]
    targets: Mapping[str, float] = field(default_factory=dict[str, float])
    is_slow: bool = False


SCENARIOS = (
    Scenario(
        name="start",
        title="Start of the built program",
        measure=waiting.start,
        targets={"health_s": 3},
    ),
    Scenario(
        name="page",
        title="First page in an empty browser",
        measure=waiting.page,
        targets={"first_composer_s": 0.7, "http_kB": 340, "idle_memory_MB": 130},
    ),
    Scenario(
        name="words-1000",
        title="1,000 words at 100 per second",
        measure=partial(painted.measure, answer=THOUSAND),
        targets={
            "lag_p50_ms": 20,
            "lag_p95_ms": 35,
            "lag_max_ms": 90,
            "payload_kB": 200,
            "server_cpu_s": 0.5,
            "browser_main_thread_s": 2.0,
        },
    ),
    Scenario(
        name="markdown-3000",
        title="3,000 words of Markdown at 200 per second",
        measure=partial(painted.measure, answer=Answer(words=3_000, rate=200, style=Style.MARKDOWN)),
        targets={"lag_p50_ms": 20, "lag_p95_ms": 40, "long_tasks": 1, "payload_kB": 600},
    ),
    Scenario(
        name="artifact-2000",
        title="An artifact of 2,000 lines at 200 per second",
        measure=partial(painted.measure, answer=Answer(words=2_000, rate=200, style=Style.ARTIFACT)),
        targets={"lag_p50_ms": 20, "lag_p95_ms": 40, "long_tasks": 1, "payload_kB": 250},
    ),
    Scenario(
        name="artifacts-50",
        title="A conversation with 50 artifacts, beside the panel",
        measure=artifacts.measure,
        targets={"open_artifacts_ms": 300, "busy_ratio": 1},
    ),
    Scenario(
        name="words-10000",
        title="10,000 words at 400 per second",
        measure=partial(painted.growth, answer=Answer(words=10_000, rate=400), shorter=THOUSAND),
        targets={"payload_ratio": 12},
    ),
    Scenario(
        name="words-10000-slow",
        title="10,000 words at 100 per second",
        measure=partial(painted.growth, answer=Answer(words=10_000, rate=100), shorter=THOUSAND),
        targets={"payload_ratio": 12},
        is_slow=True,
    ),
    Scenario(
        name="opening",
        title="Another conversation while an answer streams",
        measure=waiting.opening,
        targets={"open_other_ms": 300},
    ),
    Scenario(
        name="providers",
        title="The Providers tab with 20 of them, 5 unreachable",
        measure=settings.providers,
        targets={"open_providers_ms": 300},
    ),
    Scenario(
        name="selector",
        title="The selector with 500 models",
        measure=selector.measure,
        targets={"open_max_ms": 150, "key_max_ms": 50},
    ),
    Scenario(
        name="unwell",
        title="Five vendors, of which four are unwell",
        measure=unwell.measure,
        targets={"open_max_ms": 150, "open_later_ms": 30, "first_word_later_ms": 50},
    ),
    Scenario(
        name="embedded",
        title="First answer of the embedded model, without a key",
        measure=waiting.embedded,
        targets={"first_text_s": 3},
    ),
    Scenario(
        name="curl",
        title="Answers over HTTP: 50 in turn, 100 at once",
        measure=streams.measure,
        targets={"first_text_p95_ms": 50, "failed_streams": 0, "parallel_lag_p95_ms": 250},
    ),
    Scenario(
        name="pages",
        title="50 and 100 pages at once, 20 words per second each",
        measure=pages.measure,
        targets={"100_lag_p95_ms": 400, "50_starved_pages": 0, "100_starved_pages": 0},
    ),
    Scenario(
        name="profile",
        title="Calls of the server per word",
        measure=calls.measure,
        targets={"page_calls_per_word": 600, "http_calls_per_word": 450},
        is_slow=True,
    ),
    Scenario(
        name="sidebar",
        title="The sidebar over 10,000 conversations",
        measure=sidebar.measure,
        targets={"page_p50_ms": 20, "search_p95_ms": 50},
    ),
    Scenario(
        name="long",
        title="1,000 messages in one of 10,000 conversations",
        measure=long.measure,
        targets={
            "open_cold_s": 1,
            "open_ms": 1000,
            "key_p95_ms": 16,
            "streaming_lag_p95_ms": 35,
            "streaming_payload_kB": 200,
            "streaming_key_p95_ms": 16,
            "all_key_p95_ms": 16,
        },
    ),
    Scenario(
        name="database",
        title="A database of 1,000,000 messages",
        measure=database.measure,
        targets={
            "upgrade_s": 60,
            "upgrade_memory_MB": 300,
            "longest_silence_s": 3,
            "list_p50_ms": 10,
            "open_p50_ms": 50,
            "search_p95_ms": 100,
        },
    ),
    Scenario(
        name="scale",
        title="Four workers over PostgreSQL: 100 killed, questions at once, all restarted",
        measure=scale.measure,
        targets={
            "missing_max_ms": 250,
            "interrupted_max_ms": 1000,
            "told_max_ms": 1500,
            "left": 0,
            "doubled": 0,
            "others_hurt": 0,
            "wrong_rounds": 0,
            "interrupted": 0,
        },
        is_slow=True,
    ),
    Scenario(
        name="gone",
        title="One of four machines over PostgreSQL is gone, ten times",
        measure=gone.measure,
        targets={
            "missing_max_ms": 250,
            "interrupted_max_ms": 12_000,
            "told_max_ms": 1500,
            "left": 0,
            "doubled": 0,
            "others_hurt": 0,
        },
        is_slow=True,
    ),
    Scenario(
        name="frozen",
        title="Two of four machines over PostgreSQL freeze for 12 s, ten times",
        measure=frozen.measure,
        targets={"interrupted_max_ms": 12_000, "ended_max_ms": 2_000, "written_over": 0, "doubled": 0},
        is_slow=True,
    ),
    Scenario(
        name="crowd",
        title="1,000 answers at once over four workers, half of them read elsewhere",
        measure=crowd.measure,
        targets={
            "failed": 0,
            "lost": 0,
            "here_lag_p95_ms": 250,
            "elsewhere_lag_p95_ms": 250,
            "commits_per_second": 100,
            "wal_MB_per_second": 1,
            "redis_messages_per_second": 500,
            "redis_memory_MB": 10,
        },
        is_slow=True,
    ),
)
