"""Vendors: one module per provider; `<vendor>_models.py` and the like belong to it."""
