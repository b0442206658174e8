import pytest

from rxchat.config import InvalidSetting, Settings, environment_secrets, load_settings
from rxchat.database_urls import postgres_url


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("postgresql://ada@db/chat", "postgresql://ada@db/chat"),
        ("postgres://ada:s%2Fx@db:5433/chat?sslmode=require", "postgresql://ada:s%2Fx@db:5433/chat?sslmode=require"),
        ("postgresql://db/chat?pooler=transaction", "postgresql://db/chat?pooler=transaction"),
        ("postgresql+psycopg:///chat?host=/run/postgresql", "postgresql:///chat?host=/run/postgresql"),
        (
            "postgresql://ada:s%2Fx@one:5433,two/chat?sslmode=require",
            "postgresql://ada:s%2Fx@/chat?sslmode=require&host=one,two&port=5433,5432&target_session_attrs=read-write",
        ),
        (
            "postgresql://[::1]:5433,[fe80::2]/chat?target_session_attrs=primary",
            "postgresql:///chat?target_session_attrs=primary&host=::1,fe80::2&port=5433,5432",
        ),
        ("postgresql:///chat?host=one:5433&host=two:5434", "postgresql:///chat?host=one:5433&host=two:5434"),
    ],
)
def test_an_address_of_postgresql_has_one_form(given: str, kept: str):
    assert Settings(database_url=given).postgres_url == kept


@pytest.mark.parametrize("path", ["sqlite:///chats.db", "sqlite+aiosqlite:////srv/chats.db"])
def test_a_file_is_none(path: str):
    assert Settings(database_url=path).postgres_url is None


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("postgresql://ada:hidden@db", "must name a database"),
        ("postgresql://ada:hidden@db/", "must name a database"),
        ("postgresql://ada:hidden@db/a/b", "must name a database"),
        ("postgresql://ada:hidden@db/chat#x", "must name a database"),
        ("postgresql://ada:hid/den@db/chat", "percent-encoded"),
        ("postgresql://ada:hidden@db:port/chat", "percent-encoded"),
        ("postgresql://ada:hidden@one:5433,two:port/chat", "percent-encoded"),
        ("postgresql://ada:hidden@one,,two/chat", "percent-encoded"),
        ("postgresql://ada:hid,den@one,two", "must name a database"),
        ("postgresql://ada:hidden@db/chat?pooler=session", "pooler=transaction"),
        ("postgresql://ada:hidden@db/chat?pooler", "pooler=transaction"),
        ("mysql://ada:hidden@db/chat", "a PostgreSQL database"),
        ("postgresql:chat", "a PostgreSQL database"),
    ],
)
def test_what_is_wrong_with_an_address_is_said_without_it(url: str, problem: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RXCHAT_DATABASE_URL", url)
    with pytest.raises(InvalidSetting, match=problem) as caught:
        load_settings()
    assert "hid" not in str(caught.value)


def test_the_password_is_a_secret_of_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RXCHAT_DATABASE_URL", "postgresql://ada:hid%20den@db/chat")
    assert {"hid%20den", "hid den"} <= set(environment_secrets())
    assert "hid" not in repr(load_settings())
    assert postgres_url("postgres://db/chat") == "postgresql://db/chat"
