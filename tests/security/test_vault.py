import base64
from dataclasses import replace

import pytest

from rxchat.domain.keys import SEAL
from rxchat.security.master_key import MasterKey
from rxchat.security.redaction import redacted
from rxchat.security.vault import DecryptionError, KeyScope, Vault

SECRET = "sk-canary-0123456789"
PLACE = KeyScope(user_id=1, provider="claude", origin="https://api.anthropic.com")


@pytest.fixture
def vault() -> Vault:
    return Vault(MasterKey(bytes(32)))


def test_what_was_sealed_opens_in_its_place(vault: Vault):
    sealed = vault.seal(SECRET, PLACE)
    assert sealed.startswith(f"{SEAL}{vault.key_id}.")
    assert vault.open(sealed, PLACE) == SECRET
    assert Vault(MasterKey(bytes(32))).open(sealed, PLACE) == SECRET


def test_a_seal_shows_nothing_and_is_never_the_same(vault: Vault):
    first, second = vault.seal(SECRET, PLACE), vault.seal(SECRET, PLACE)
    assert first != second
    raw = base64.urlsafe_b64decode(first.rpartition(".")[2])
    assert b"canary" not in raw + first.encode()


@pytest.mark.parametrize(
    "other",
    [
        replace(PLACE, user_id=2),
        replace(PLACE, provider="mistral"),
        replace(PLACE, origin="https://api.anthropic.com.evil.test"),
        replace(PLACE, origin="http://api.anthropic.com"),
    ],
)
def test_it_does_not_open_in_another_place(vault: Vault, other: KeyScope):
    with pytest.raises(DecryptionError, match="another place"):
        vault.open(vault.seal(SECRET, PLACE), other)


def test_it_does_not_open_with_another_master_key(vault: Vault):
    other = Vault(MasterKey(bytes(31) + b"\1"))
    assert other.key_id != vault.key_id
    with pytest.raises(DecryptionError, match="another master key"):
        other.open(vault.seal(SECRET, PLACE), PLACE)
    forged = vault.seal(SECRET, PLACE).replace(vault.key_id, other.key_id)
    with pytest.raises(DecryptionError):
        other.open(forged, PLACE)


@pytest.mark.parametrize(
    "damage", ["", "sk-in-the-clear", SEAL, f"{SEAL}0123.AAAA", "{sealed}!", "{cut}", "{turned}", "{own}.", "{own}.AA=="]
)
def test_what_is_damaged_or_not_ours_stays_shut(vault: Vault, damage: str):
    sealed = vault.seal(SECRET, PLACE)
    turned = sealed[:-8] + ("A" if sealed[-8] != "A" else "B") + sealed[-7:]
    text = damage.format(sealed=sealed, cut=sealed[:-8], turned=turned, own=f"{SEAL}{vault.key_id}")
    with pytest.raises(DecryptionError):
        vault.open(text, PLACE)


def test_another_vault_seals_it_for_the_same_place(vault: Vault):
    other = Vault(MasterKey(bytes(31) + b"\1"))
    handed = vault.reseal(other, vault.seal(SECRET, PLACE), user_id=1, provider="claude")
    assert other.open(handed, PLACE) == SECRET
    with pytest.raises(DecryptionError):
        vault.reseal(other, vault.seal(SECRET, PLACE), user_id=2, provider="claude")
    for damaged in (SEAL, "$2b$10$hash", f"{SEAL}{vault.key_id}.!.AA=="):
        with pytest.raises(DecryptionError):
            vault.reseal(other, damaged, user_id=1, provider="claude")


def test_a_key_that_was_opened_is_taken_out_of_the_log_from_then_on(vault: Vault):
    secret = "opened-by-the-vault"
    assert vault.open(vault.seal(secret, PLACE), PLACE) == secret
    assert secret not in redacted(f"a line with {secret} in it")
