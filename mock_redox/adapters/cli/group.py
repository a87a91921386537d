"""The group of commands, its exit codes, and how errors are shown."""

from typing import Any

import click

from mock_redox import __version__
from mock_redox.core.errors import Misuse

FAILED, USAGE, UNREACHABLE = 1, 2, 3

_CODES = """\b
Exit codes:
  0  fine
  1  a check failed
  2  usage or config is wrong
  3  the mock or the endpoint can't be reached
"""

_MODULES = {
    "serve": "serving",
    "verify": "sending",
    "push": "sending",
    "sign-on": "signing_on",
    "enqueue": "queueing",
    "stories": "telling",
    "feeds": "queueing",
    "deliveries": "queueing",
    "fail": "failing",
    "failures": "failing",
    "tokens": "tokens",
    "revoke": "tokens",
    "expire": "tokens",
    "drill": "drilling",
    "drills": "drilling",
    "rotate": "rotating",
    "reproduce": "reproducing",
    "doctor": "doctoring",
    "contract": "contracting",
    "schema": "schemas",
    "message": "messages",
    "patients": "messages",
    "clock": "inspecting",
    "journal": "inspecting",
    "replay": "incidents",
    "reset": "inspecting",
    "health": "health",
}


class CheckFailed(click.ClickException):
    """A check that the command made went wrong."""

    exit_code = FAILED


class Unreachable(click.ClickException):
    """Nothing answers where it should."""

    exit_code = UNREACHABLE


class Commands(click.Group):
    """Loads a command when it is called, so that ``serve`` does not pay for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from importlib import import_module

        if cmd_name not in _MODULES:
            return None
        module = import_module(f"mock_redox.adapters.cli.{_MODULES[cmd_name]}")
        command = getattr(module, cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        _end_with_codes(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but click knows no command to suggest before it is loaded."""
        name = args[0]
        if name not in _MODULES and not name.startswith("-") and not ctx.resilient_parsing:
            from mock_redox.core.nearest import nearest

            near = nearest(name, _MODULES)
            ctx.fail(f"No such command {name!r}." + (f" Did you mean {near!r}?" if near else ""))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Misuse as wrong:
            raise click.UsageError(str(wrong)) from None


def _end_with_codes(command: click.Command) -> None:
    """The help of a command, and of all below it, tells the exit codes; some have their own."""
    command.epilog = command.epilog or _CODES
    for below in getattr(command, "commands", {}).values():
        _end_with_codes(below)


@click.group(cls=Commands, epilog=_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mock-redox")
def main() -> None:
    """A local stand-in for Redox: tokens, the Data Model API and webhooks, failures on demand.

    Start with: mock-redox serve
    """
