"""Users, their sessions and their preferences."""
