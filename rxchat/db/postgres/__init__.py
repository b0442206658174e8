"""PostgreSQL: what is its own. Nothing here is imported where SQLite holds the data."""
