"""`rxchat keys`."""

from rxchat.cli.options import DataDir, Provider, group
from rxchat.launcher import commands

app = group("Manage the providers' keys.")


@app.command("list")
def list_keys(data_dir: DataDir = None) -> int:
    """List providers and keys: which may have one, and where it comes from."""
    return commands.keys.list_keys(commands.settings.load(data_dir))


@app.command("set")
def set_key(provider: Provider, data_dir: DataDir = None) -> int:
    """Store a key. It's asked for, or read from standard input."""
    return commands.keys.set_key(commands.settings.load(data_dir), provider)


@app.command("test")
def check_key(provider: Provider, data_dir: DataDir = None) -> int:
    """Ask the provider whether the key works."""
    return commands.keys.check_key(commands.settings.load(data_dir), provider)


@app.command("remove")
def remove_key(provider: Provider, data_dir: DataDir = None) -> int:
    """Forget the stored key."""
    return commands.keys.remove_key(commands.settings.load(data_dir), provider)


@app.command()
def rotate(data_dir: DataDir = None) -> int:
    """Make a new secret key and seal every stored key with it. Backups from before need the old one."""
    return commands.keys.rotate_master_key(commands.settings.load(data_dir))
