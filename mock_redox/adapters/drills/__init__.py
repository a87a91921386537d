"""Drills from the command line: on a mock in another process, with a system of any language."""
