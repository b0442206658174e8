"""A package, so that its tests share one browser: fixtures of that scope end with it."""
