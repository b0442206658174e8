"""Library: projects, folders, prompts and artifacts."""
