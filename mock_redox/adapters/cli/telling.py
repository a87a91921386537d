"""``mock-redox stories``, and what ``push`` and ``enqueue`` do with ``--story``."""

import json
from collections.abc import Callable
from typing import Any

import click

from mock_redox.adapters.cli.doing import Begun
from mock_redox.adapters.cli.options import config_option, json_option, read_doors
from mock_redox.adapters.mock import MockRedox
from mock_redox.core.errors import Misuse


@click.command()
@click.argument("name", required=False)
@click.option("--patients", type=int, metavar="N", help="Of how many; else the story's own number.")
@click.option("--patient", metavar="WHO", help="Of whom alone, by name or identifier.")
@click.option("--seed", type=int, help="Decides the people.")
@config_option
@json_option
def stories(
    name: str | None, patients: int | None, patient: str | None, seed: int | None,
    config: str | None, as_json: bool,
) -> None:  # fmt: skip
    """List the stories with their steps; with NAME, print its timetable. Nothing is sent.

    To send them: mock-redox push --story NAME --to URL
    """
    mock = MockRedox(*read_doors({"seed": seed}, config))
    if name is None:
        known = [each.as_json() for each in mock.stories()]
        click.echo(json.dumps(known) if as_json else "\n\n".join(map(_told, known)))
        return
    scenes = [each.as_json() for each in mock.story(name, patients, patient=patient).scenes]
    click.echo(json.dumps(scenes) if as_json else "\n".join(map(_line, scenes)))


def check(
    event: str | None, story: str | None, patients: int | None, step: bool, single: bool
) -> None:
    """Whether the options of a command fit together: it is of one event or of one story.

    Args:
        single: there are options for one event.

    Raises:
        Misuse: they don't.
    """
    if (event is None) == (story is None):
        raise Misuse("give EVENT, or --story NAME; mock-redox stories lists the stories")
    if event is not None and (patients is not None or step):
        raise Misuse("--patients and --step go with --story")
    if story is not None and single:
        raise Misuse("--data, --set and --times are for one EVENT, not for --story")


def tell(begun: Begun, wait: bool, show: Callable[[str], object]) -> list[dict[str, Any]]:
    """Tell all steps of a story; returns their deliveries. Nobody there to answer ends it.

    Args:
        wait: for a key before each.
        show: gets a line for each message.
    """
    scenes, step = begun
    done: list[dict[str, Any]] = []
    for scene in scenes:
        if wait:
            click.pause(f"{_line(scene)}  any key sends it")
        made = step()
        done.append(made)
        show(f"{_line(scene)}  {_answer(made)}")
        if made["state"] == "sent" and made["status"] is None and not made["as_expected"]:
            break
    return done


def quiet(text: str) -> None:
    """Shows nothing: for who prints JSON at the end."""


def _answer(made: dict[str, Any]) -> str:
    tries = made["attempts"]
    if not tries:
        return str(made["state"])
    return f"{tries[-1]['reason']} ({tries[-1]['took_ms']:.0f} ms)"


def _line(scene: dict[str, Any]) -> str:
    at = scene["at"][:16].replace("T", " ")
    return f"{at}  {scene['event']:26}  {scene['patient']}, visit {scene['visit_number']}"


def _told(plot: dict[str, Any]) -> str:
    lines = [f"{plot['name']}: {plot['says']}"]
    lines += [f"  {each['when']:14}{each['event']}{_of(each)}" for each in plot["steps"]]
    lines += [f"  {each}" for each in plot["mix"]]
    return "\n".join(lines)


def _of(step: dict[str, Any]) -> str:
    return "" if step["of"] == "visit" else f", of the {step['of']}"
