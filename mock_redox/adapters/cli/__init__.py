"""The ``mock-redox`` command."""

from mock_redox.adapters.cli.group import main

__all__ = ["main"]
