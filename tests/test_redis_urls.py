import pytest

from rxchat.config import InvalidSetting, environment_secrets, load_settings


@pytest.mark.parametrize(
    "url", ["redis://db", "rediss://ada:s%2Fx@db:6380/0", "redis://:hidden@[::1]:6379", "rediss://db?ssl_ca_certs=/etc/ca.pem"]
)
def test_an_address_of_redis_is_kept_as_it_is(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RXCHAT_DATABASE_URL", "postgresql://ada@db/chat")
    monkeypatch.setenv("RXCHAT_REDIS_URL", url)
    assert load_settings().redis_url == url
    assert "hidden" not in repr(load_settings())
    assert "s%2Fx" not in url or {"s%2Fx", "s/x"} <= set(environment_secrets())


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("db:6379", "an address such as"),
        ("http://:hidden@db", "an address such as"),
        ("redis://", "an address such as"),
        ("redis://:hidden@db/chat", "an address such as"),
        ("redis://:hidden@db#x", "an address such as"),
        ("redis://:hid/den@db", "percent-encoded"),
        ("redis://:hidden@db:port", "percent-encoded"),
        ("redis://:hidden@db?ssl_ca_certs=x", "options but those of TLS"),
        ("rediss://:hidden@db?decode_responses=1", "options but those of TLS"),
    ],
)
def test_what_is_wrong_with_an_address_of_redis_is_said_without_it(url: str, problem: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RXCHAT_DATABASE_URL", "postgresql://ada@db/chat")
    monkeypatch.setenv("RXCHAT_REDIS_URL", url)
    with pytest.raises(InvalidSetting, match=problem) as caught:
        load_settings()
    assert "hid" not in str(caught.value)


@pytest.mark.parametrize("database", ["sqlite:///chats.db", ""])
def test_redis_is_refused_beside_a_file(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RXCHAT_DATABASE_URL", database)
    monkeypatch.setenv("RXCHAT_REDIS_URL", "redis://:hidden@db")
    with pytest.raises(InvalidSetting, match="RXCHAT_REDIS_URL: must be unset with SQLite") as refused:
        load_settings()
    assert "hidden" not in str(refused.value)
    monkeypatch.setenv("RXCHAT_REDIS_URL", " ")
    assert load_settings().redis_url is None
