"""Models: the catalog, selection, compatibility, fallbacks and prices."""
