"""Projects: those of the sidebar."""
