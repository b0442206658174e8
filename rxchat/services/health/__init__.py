"""Provider health: tracked by real traffic, stored between runs."""
