import pytest

from rxchat.cluster.sealed import NotOurs, Seal

SECRET, OTHER = bytes(32), bytes(range(32))


def test_others_of_the_cluster_open_it_and_nobody_reads_it():
    one, other = Seal(SECRET, cluster="1/2"), Seal(SECRET, cluster="1/2")
    sealed = one.seal(b"words of a conversation", "mailbox")
    assert other.open(sealed, "mailbox") == b"words of a conversation"
    assert b"words" not in sealed
    assert one.name == other.name


@pytest.mark.parametrize(
    ("secret", "cluster", "channel"), [(OTHER, "1/2", "mailbox"), (SECRET, "1/3", "mailbox"), (SECRET, "1/2", "all")]
)
def test_nobody_else_opens_it(secret: bytes, cluster: str, channel: str):
    sealed = Seal(SECRET, cluster="1/2").seal(b"words", "mailbox")
    with pytest.raises(NotOurs):
        Seal(secret, cluster=cluster).open(sealed, channel)


def test_no_change_goes_unnoticed():
    seal = Seal(SECRET, cluster="1/2")
    sealed = seal.seal(b"words", "mailbox")
    for at in range(len(sealed)):
        with pytest.raises(NotOurs):
            seal.open(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], "mailbox")
    for length in range(len(sealed)):
        with pytest.raises(NotOurs):
            seal.open(sealed[:length], "mailbox")


def test_two_clusters_have_two_names_and_the_same_words_are_never_sealed_alike():
    seal = Seal(SECRET, cluster="1/2")
    assert len({seal.name, Seal(SECRET, cluster="1/3").name, Seal(OTHER, cluster="1/2").name}) == 3
    again = Seal(SECRET, cluster="1/2")
    assert len({each.seal(b"words", "mailbox") for each in (seal, again) for _ in range(100)}) == 200


def test_any_number_of_senders_can_be_heard():
    seal = Seal(SECRET, cluster="1/2")
    for _ in range(300):
        assert seal.open(Seal(SECRET, cluster="1/2").seal(b"words", "mailbox"), "mailbox") == b"words"
