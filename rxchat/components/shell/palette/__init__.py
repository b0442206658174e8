"""The command palette: everything by its name, from the keyboard."""
