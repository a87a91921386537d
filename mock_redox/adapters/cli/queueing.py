"""``mock-redox enqueue``, ``feeds`` and ``deliveries``: the queue of a running mock."""

import json
from typing import Any

import click

from mock_redox.adapters.cli.doing import There, known
from mock_redox.adapters.cli.options import (
    content_options,
    json_option,
    story_options,
    url_option,
)
from mock_redox.adapters.cli.remote import Remote
from mock_redox.adapters.cli.sending import TOKEN, read_content
from mock_redox.adapters.cli.telling import check, quiet, tell
from mock_redox.core.times import brief, duration
from mock_redox.core.webhooks.faults import fault
from mock_redox.core.webhooks.variants import variant


@click.command()
@click.argument("event", required=False)
@story_options
@click.option("--to", required=True, metavar="URL", help="Your endpoint; or a destination's id.")
@TOKEN
@click.option("--as", "as_", metavar="VARIANT", default="right", show_default=True,
              help="How the token goes with it; push --help lists the ways.")  # fmt: skip
@click.option("--broken", metavar="FAULT", help="What is wrong with it; push --help lists it.")
@content_options
@click.option("--times", default=1, show_default=True, help="How often it comes even so.")
@click.option("--unverified", is_flag=True, help="To an endpoint that was not verified.")
@url_option
@json_option
def enqueue(
    event: str | None, story: str | None, patients: int | None, step: bool, to: str,
    verification_token: str | None, as_: str, broken: str | None, data: str | None,
    overlay: tuple[str, ...], patient: str | None, times: int, unverified: bool,
    url: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Put EVENT, or a whole story, into its feed, which tries until your endpoint acknowledges it.

    Needs a running mock, whose feeds go on when this command has ended.
    """
    check(event, story, patients, step, bool(data or overlay or times != 1))
    variant(as_)
    _ = broken is not None and fault(broken)
    mock, show = There(Remote(url)), quiet if as_json else click.echo
    how: dict[str, Any] = {"as_": as_, "broken": broken, "unverified": unverified or None}
    how["queued"] = True
    if story is not None:
        how |= {"patients": patients, "patient": patient}
        begun = known(lambda: mock.story(to, verification_token, story, **how))
        made: Any = {"deliveries": tell(begun, step, show)}
    else:
        how |= {"times": times, **read_content(str(event), data, overlay, patient)}
        made = known(lambda: mock.push(to, verification_token, str(event), **how))
        show(_delivery(made))
    if as_json:
        click.echo(json.dumps(made))


@click.group()
def feeds() -> None:
    """Show feeds, and pause, resume, retry or skip by hand."""


@click.group()
def deliveries() -> None:
    """Show deliveries; send one again, let it go first, or drop it."""


def _list_command(group: click.Group, what: str, line: Any) -> None:
    @group.command("list", help=f"Show all {what}.")
    @url_option
    @json_option
    def show(url: str | None, as_json: bool) -> None:
        answer = Remote(url).get(f"/{what}")
        if as_json:
            click.echo(json.dumps(answer))
        else:
            click.echo("\n".join(map(line, answer[what])) or f"no {what} yet")


def _act_command(group: click.Group, name: str, line: Any, help_: str) -> None:
    @group.command(name, help=help_)
    @click.argument("id_", metavar="ID")
    @url_option
    @json_option
    def act(id_: str, url: str | None, as_json: bool) -> None:
        path, remote = f"/{group.name}/{id_}", Remote(url)
        calls = {
            "show": lambda: remote.get(path),
            "drop": lambda: remote.delete(path),
        }
        answer = calls.get(name, lambda: remote.post(f"{path}/{name}", None))()
        found = answer.get("deliveries", [answer])
        click.echo(json.dumps(answer) if as_json else "\n".join(map(line, found)) or "nothing")


def _feed(feed: dict[str, Any]) -> str:
    """One line: what it is, how it stands, what is next."""
    counts = f"{feed['queued']} waiting, {feed['delivered']} delivered, {feed['failed']} failed"
    parts = [f"{feed['id']}  {feed['data_model']} to {feed['destination']}", feed["state"], counts]
    if feed["next_try"]:
        parts.append(f"next try {feed['next_try']}")
    if feed["queued"] and feed["drain_seconds"] is not None:
        parts.append(f"about {brief(duration(feed['drain_seconds']))} to drain")
    return "  ".join(parts)


def _delivery(made: dict[str, Any]) -> str:
    tries = made["attempts"]
    last = f"  {tries[-1]['reason']}" if tries else ""
    return (
        f"{made['id']}  {made['event']} to {made['url']}  {made['state']}  "
        f"{len(tries)} {'try' if len(tries) == 1 else 'tries'}{last}"
    )


_list_command(feeds, "feeds", _feed)
_act_command(feeds, "show", _feed, "Show one, by its id or its destination's.")
_act_command(feeds, "pause", _feed, "Hold a feed until it is resumed.")
_act_command(feeds, "resume", _feed, "End a pause: the first message goes now.")
_act_command(feeds, "retry", _feed, "Try the first message now.")
_act_command(feeds, "skip", _feed, "Give the first message up.")
_act_command(feeds, "merge-first", _delivery, "Let merges go before all else.")
_list_command(deliveries, "deliveries", _delivery)
_act_command(deliveries, "show", _delivery, "Show one with its last try.")
_act_command(deliveries, "redeliver", _delivery, "Send it again now, byte for byte.")
_act_command(deliveries, "first", _delivery, "Let it go before all that wait in its feed.")
_act_command(deliveries, "drop", _delivery, "Take it out of its feed.")
