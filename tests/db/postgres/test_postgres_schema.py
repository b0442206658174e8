from sqlalchemy import URL, text

from rxchat.db.postgres.postgres_database import upgrading_engine
from rxchat.db.postgres.postgres_migrations import tables

UNINDEXED = """
SELECT conrelid::regclass || '.' || attname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
WHERE contype = 'f' AND NOT EXISTS (SELECT 1 FROM pg_index WHERE indrelid = conrelid AND indkey[0] = conkey[1])
"""


def test_every_reference_is_found_by_an_index(postgres_url: URL):
    with upgrading_engine(postgres_url).begin() as connection:
        assert connection.execute(text(UNINDEXED)).all() == []


def test_ids_have_64_bits_and_texts_are_compared_byte_by_byte():
    messages = tables().tables["messages"]
    assert str(messages.c.id.type) == "BIGINT"
    assert messages.c.content.type.collation == "C"  # pyright: ignore[reportAttributeAccessIssue]
    assert messages.c.created_at.type.collation == "C"  # pyright: ignore[reportAttributeAccessIssue]
