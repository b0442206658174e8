"""Projects: a project's page."""
