"""The database as a file: locks, backups, migrations, integrity. Only the launcher and the wiring look in."""
