"""Options that several commands share; the settings' own come from the settings."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from mock_redox.adapters.environ import PREFIX, chosen, from_environ, resolve
from mock_redox.core.errors import Misuse
from mock_redox.core.settings import Settings, catalogue, checked, choices
from mock_redox.core.setup import Setup

F = TypeVar("F", bound=Callable[..., Any])
_TOLD = "mock_redox.told"
CONTROL_TOKEN = "MOCK_REDOX_CONTROL_TOKEN"  # noqa: S105  (a variable's name)

config_option = click.option(
    "--config", metavar="FILE", envvar="MOCK_REDOX_CONFIG", help="YAML with settings, clients, "
    "legacy_keys and destinations.",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_URL = click.option(
    "--url", metavar="URL", envvar="MOCK_REDOX_URL",
    help="The running mock. [env: MOCK_REDOX_URL]",
)  # fmt: skip


def _keep(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value:
        context.meta[CONTROL_TOKEN] = value


control_token_option = click.option(
    "--control-token", metavar="T", envvar=CONTROL_TOKEN, expose_value=False, callback=_keep,
    help=f"What the running mock asks for. [env: {CONTROL_TOKEN}]",
)  # fmt: skip
"""For ``Remote``, which finds it in the context of the command."""


def url_option(command: F) -> F:
    """Which mock, and its control token: ``--url``, ``--control-token``."""
    return _URL(control_token_option(command))


def content_options(command: F) -> F:
    """What a message says: ``--data``, ``--set``, ``--patient``."""
    for each in (_PATIENT, _SET, _DATA):
        command = each(command)
    return command


def story_options(command: F) -> F:
    """A story in the place of an event: ``--story``, ``--patients``, ``--step``."""
    for each in (_STEP, _PATIENTS, _STORY):
        command = each(command)
    return command


_STORY = click.option(
    "--story", metavar="NAME", help="A sequence of events instead of EVENT, such as inpatient; "
    "it moves the mock's clock. mock-redox stories lists them.",
)  # fmt: skip
_PATIENTS = click.option("--patients", type=int, metavar="N", help="Of how many the story is.")
_STEP = click.option("--step", is_flag=True, help="Wait for a key before each message of it.")
_DATA = click.option("--data", metavar="FILE", help="The message as JSON; Meta is completed.")
_SET = click.option(
    "--set", "overlay", multiple=True, metavar="PATH=VALUE",
    help="A value in it, such as Patient.Demographics.FirstName=Ada. Repeatable.",
)  # fmt: skip
_PATIENT = click.option(
    "--patient", metavar="NAME", help="Whom it is about, by name or identifier; else the next."
)


def setting_options(command: F) -> F:
    """An option for every setting, from the fields of ``Settings``."""
    for each in reversed(catalogue().values()):
        flag = each.name.replace("_", "-")
        names = f"--{flag}/--no-{flag}" if each.kind is bool else f"--{flag}"
        default = "" if each.default in ((), None) else f" [{_shown(each.default)}]"
        command = click.option(
            names, each.name, default=None, help=each.doc + default,
            **({} if each.kind is bool else {"metavar": _metavar(each.kind)}),  # type: ignore[arg-type]
        )(command)  # fmt: skip
    return command


def _load(config: str, over: dict[str, Any]) -> Setup:
    from mock_redox.adapters.config_file import load  # YAML is only loaded where there is some

    return load(config, over)


def _metavar(kind: object) -> str:
    return "|".join(map(str, choices(kind))) or "VALUE"


def read_doors(options: dict[str, Any], config: str | None) -> tuple[Settings, Setup]:
    """Settings by precedence (command line, environment, file, default) and the set-up.

    Raises:
        Misuse: a wrong value at any door.
    """
    given = {
        name: checked(name, value, (_flag(name),))
        for name, value in options.items()
        if value is not None
    }
    around = from_environ(tell=_tell)
    over = chosen(given, around)
    setup = _load(config, over) if config else Setup()
    try:
        return resolve(over, setup.settings), setup
    except Misuse as wrong:  # each value is sound, but two of them contradict each other
        name = str(wrong.path[0])
        variable = PREFIX + name.upper()
        where = variable if name in around else f"{config}: settings.{name}"
        raise Misuse(f"{_flag(name) if name in given else where}: {wrong.problem}") from None


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _tell(text: str) -> None:
    """A line for people, once a command however often it reads the doors."""
    context = click.get_current_context(silent=True)
    told = context.meta.setdefault(_TOLD, set()) if context else set()
    if text not in told:
        told.add(text)
        click.echo(f"Warning: {text}", err=True)


def _shown(default: object) -> str:
    if isinstance(default, tuple):
        return ",".join(map(_shown, default))
    seconds = getattr(default, "total_seconds", None)
    return (
        f"{seconds():g}s"
        if seconds
        else str(default).lower()
        if default in (True, False)
        else str(default)
    )
