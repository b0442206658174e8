"""Page build: whether it is up to date, and `reflex export` where it is not."""
