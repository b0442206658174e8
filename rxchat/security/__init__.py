"""What guards the secrets and the doors."""
