"""The vendors. A module that defines a provider is one; `<vendor>_models.py` and the like are its own files."""
