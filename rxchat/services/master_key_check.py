"""Master key check: the key of this database, verified at the start."""

from rxchat.config import Settings
from rxchat.db.providers.key_check_repository import KeyCheckRepository
from rxchat.domain.errors import StartupFailed
from rxchat.security import master_key


def load_key(settings: Settings, *, may_create: bool = True) -> master_key.MasterKey:
    """The master key from the environment or the data directory."""
    return master_key.load_master_key(
        data_dir=settings.data_dir,
        secret=settings.secret_key.get_secret_value() if settings.secret_key else None,
        secret_file=settings.secret_key_file,
        may_create=may_create,
    )


async def checked_key(settings: Settings, checks: KeyCheckRepository) -> master_key.MasterKey:
    """The master key, verified against the database's check value; a new one is created only for a new database."""
    stored = await checks.get()
    key = load_key(settings, may_create=stored is None)
    if stored is None:
        stored = await checks.put(master_key.check_value(key))
    if not master_key.verify(key, stored):
        is_in_file = settings.secret_key is None and settings.secret_key_file is None
        rotated = master_key.finish_rotation(settings.data_dir, stored) if is_in_file else None
        if rotated is not None:
            return rotated
        raise StartupFailed(
            "The secret key doesn't match this database.",
            hint="Use the secret.key (or RXCHAT_SECRET_KEY) it was created with.",
        )
    return key
