"""The page's build: whether it is up to date, and `reflex export` when it is not."""
