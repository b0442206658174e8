"""`rxchat keys`."""

from rxchat.cli.options import DataDir, Provider, group
from rxchat.launcher import commands

app = group("Manage API keys.")


@app.command("list")
def list_keys(data_dir: DataDir = None) -> int:
    """List providers and where each key comes from."""
    return commands.keys.list_keys(commands.settings.load(data_dir))


@app.command("set")
def set_key(provider: Provider, data_dir: DataDir = None) -> int:
    """Save a key. Prompts for it, or reads it from stdin."""
    return commands.keys.set_key(commands.settings.load(data_dir), provider)


@app.command("test")
def check_key(provider: Provider, data_dir: DataDir = None) -> int:
    """Test a key."""
    return commands.keys.check_key(commands.settings.load(data_dir), provider)


@app.command("remove")
def remove_key(provider: Provider, data_dir: DataDir = None) -> int:
    """Remove a saved key."""
    return commands.keys.remove_key(commands.settings.load(data_dir), provider)


@app.command()
def rotate(data_dir: DataDir = None) -> int:
    """Rotate the secret key and re-encrypt all saved keys. Earlier backups need the old one."""
    return commands.keys.rotate_master_key(commands.settings.load(data_dir))
