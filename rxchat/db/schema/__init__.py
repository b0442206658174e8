"""Tables, as SQLModel classes: those of the Claude-only program, and our own."""
