"""The command line: names, options and help of every command. What they do is in `rxchat.launcher.commands`."""

from rxchat.cli.program import main

__all__ = ["main"]
