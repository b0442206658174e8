"""The embedded model server: the child process and the parent that supervises it."""
