"""The embedded llama.cpp server: the child process and the parent that supervises it."""
