"""PostgreSQL search: the words of titles and messages, kept by triggers in tables of the same names as SQLite's indexes.

PostgreSQL's parser takes `foo/bar.py` or an address for one word. Here everything that is no letter or digit ends a word, and
accents don't count, as in SQLite; ICU says what a letter is, whatever the server's own language.
"""

from typing import Final

WORDS: Final = """
CREATE FUNCTION rxchat_words(content text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    plain text := regexp_replace(
        lower(regexp_replace(normalize(content, NFKD), '[\\u0300-\\u036f]', '', 'g') COLLATE "und-x-icu"),
        '[^[:alnum:]]+', ' ', 'g');
BEGIN
    RETURN array_to_tsvector('{}') || to_tsvector('pg_catalog.simple', plain);
EXCEPTION WHEN program_limit_exceeded THEN  -- a tsvector has at most 1 MB: of a longer text its beginning is found
    RETURN to_tsvector('pg_catalog.simple', left(plain, 200000));
END $$
"""


def _index(name: str, table: str, text: str, when: str = "true") -> tuple[str, ...]:
    return (
        f"CREATE TABLE {name} (rowid bigint PRIMARY KEY REFERENCES {table} ON DELETE CASCADE, words tsvector NOT NULL)",
        f"CREATE INDEX {name}_words ON {name} USING gin (words)",
        f"""
        CREATE FUNCTION {name}_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {when} THEN
                INSERT INTO {name} VALUES (new.id, rxchat_words({text}))
                    ON CONFLICT (rowid) DO UPDATE SET words = excluded.words;
            END IF;
            RETURN NULL;
        END $$""",
    )


SEARCH: Final = (
    WORDS,
    *_index("rxchat_titles_fts", "conversations", "coalesce(new.title, '')"),
    "CREATE TRIGGER rxchat_titles_fts_insert AFTER INSERT ON conversations FOR EACH ROW"
    " EXECUTE FUNCTION rxchat_titles_fts_keep()",
    "CREATE TRIGGER rxchat_titles_fts_update AFTER UPDATE OF title ON conversations FOR EACH ROW"
    " WHEN (old.title IS DISTINCT FROM new.title) EXECUTE FUNCTION rxchat_titles_fts_keep()",
    *_index("rxchat_messages_fts", "messages", "coalesce(new.content, '')", "new.status IS DISTINCT FROM 'streaming'"),
    "CREATE TRIGGER rxchat_messages_fts_insert AFTER INSERT ON messages FOR EACH ROW EXECUTE FUNCTION rxchat_messages_fts_keep()",
    "CREATE TRIGGER rxchat_messages_fts_update AFTER UPDATE OF content, status ON messages FOR EACH ROW"
    " WHEN (old.content IS DISTINCT FROM new.content OR old.status IS DISTINCT FROM new.status)"
    " EXECUTE FUNCTION rxchat_messages_fts_keep()",
    *_index("rxchat_artifacts_fts", "artifacts", "concat_ws(E'\\n', new.title, new.content)"),
    "CREATE TRIGGER rxchat_artifacts_fts_insert AFTER INSERT ON artifacts FOR EACH ROW"
    " EXECUTE FUNCTION rxchat_artifacts_fts_keep()",
    "CREATE TRIGGER rxchat_artifacts_fts_update AFTER UPDATE OF title, content ON artifacts FOR EACH ROW"
    " EXECUTE FUNCTION rxchat_artifacts_fts_keep()",
)
