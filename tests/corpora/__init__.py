"""What an attacker would write, gathered: each corpus is a tuple of texts."""
