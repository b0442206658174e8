"""Prompts: the library's page, the editor, and the picker of the composer."""
